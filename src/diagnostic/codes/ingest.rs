//! Codes of imported files.

use super::{Code, Explained};

codes! {
    TOO_MUCH "I001" "a file has too many results, or too long names"
    "A run holds a bounded number of measurements with names of a bounded length. This file exceeds the bounds, so its results would be unusable."
    "Split the file, or shorten the names."

    NOT_NUMBERS "I002" "values are not numbers"
    "Tools write `NaN` or `Infinity` where they measured nothing. Such a value counts as absent."
    "Check the tool's log if you expected a number."

    INCOMPLETE "I003" "the results are incomplete"
    "The file ends in the middle of a value or statement. The tool was stopped, or the file was cut, and what is missing cannot be known."
    "Let the tool finish, and import the whole file."

    NOT_JSON "I004" "the results are not JSON"
    "The file has the form of a known format, but its JSON is broken at the place shown. Nothing of it is imported."
    "Have the tool write it again."

    RESULT "I005" "a result cannot be read"
    "A result has a value that the format does not allow, or lacks one that it needs. Guessing it would make a number that was never measured."
    "Have the tool write the file again; if it did write this, report it."

    DOUBTFUL "I006" "a result should be checked"
    "A value of the file is unusual, and was imported as the message says. It may be right."
    "Look at the place; if the number is wrong there, correct it at its source."

    HEADER "I007" "a table's header and rows do not fit together"
    "A row has another number of cells than the header, or two columns have one name. Which value belongs to which column cannot be known."
    "Have the tool write the table again, best as JSON."

    NO_RESULTS "I008" "a file has no results"
    "The file is of a known format, but no test in it has finished. There is nothing to import."
    "Let the tool finish at least one test."

    NO_METRIC "I009" "samples have no metric"
    "None of the metrics in these samples is a number that can be averaged. A run without a metric shows nothing."
    "Import the tool's file of results instead."

    NO_MODEL_NAME "I010" "a file does not name its model"
    "The model is not named in the file, nor in its name or folder. It is imported under the file's name."
    "Name the model with the option that the message shows."

    MORE_FAULTS "I011" "a file has more faults"
    "Only the first faults of a file are shown, since they are mostly of one kind. The rest are counted."
    "Correct the first ones, and import the file again."

    LEFT_OUT "I012" "results were left out"
    "Some results cannot be imported, and each is left out for the reason that the message gives. The others are imported."
    "Check that none of them is one that you need."

    LINES_SKIPPED "I013" "lines are not results"
    "Between the results there are lines of a log or of a progress display. They were skipped."
    "Redirect standard output alone, with `>`."

    OTHER_FORMAT "I014" "a file has results in two forms"
    "The file has the same tool's results in a second form, which was not read. Reading both would count them twice."
    "Keep the forms in files of their own if both are needed."

    UNKNOWN_FORMAT "I015" "a file is of no known format"
    "Formats are recognised by content, not by name. Nothing in this file looks like results of a tool that offprint reads."
    "Import a result file of a format that the README lists."
}
