//! Codes of suites.

use super::{Code, Explained};

codes! {
    NOT_TOML "S001" "a file is not TOML"
    "The file cannot be read from the place shown on. TOML has quotes around text and one key a line."
    "Correct the place; everything behind it is read only then."

    SUITE_VALUE "S002" "a value of a suite is not right"
    "A key of a suite, a case or a check is missing, or its value cannot be used. The message names it and what it may be."
    "Write it as `docs/suites.md` shows."

    UNKNOWN_NAME "S003" "a name in a suite is unknown"
    "A check, a key or a category of this name does not exist. A check that is not known would judge nothing."
    "Correct the name; `docs/suites.md` has them all."

    IFEVAL_INPUT "S004" "a prompt of IFEval cannot be imported"
    "A line of the file is not a prompt as IFEval writes it, or has an instruction that offprint does not check. A suite with holes would not be IFEval."
    "Import the file as its authors publish it."

    UNLISTED_CATEGORY "S005" "a category is not listed"
    "A file has cases of a category that `suite.toml` does not list. They are not run, and count for nothing."
    "List the category, or remove the file."

    DUPLICATE_CASE "S006" "an id of a case cannot be used"
    "Trials are filed under the id of their case, and each case and each pair has a page of that name. Two of one id would be mixed."
    "Give one of them another id."

    MUST_PASS "S007" "an answer that must pass fails"
    "A case has good answers by which it proves its checks. One of them fails a check, so the check or the answer is wrong."
    "Correct the check if it is too strict, else the answer."

    MUST_FAIL "S008" "an answer that must fail passes"
    "A case has bad answers by which it proves its checks. One of them passes every check, so a model could pass with it."
    "Add a check that it fails."

    PASSES_IDLE "S009" "an answer that does not try passes"
    "An empty answer, a refusal or an echo of the prompt passes the case. Then the case does not measure compliance."
    "Add a check that such an answer fails."

    UNEVEN_SIDES "S010" "the sides of a pair are not alike"
    "Symmetry compares the same request for two opposed positions. Sides with other checks, or with positions that one side's answers also keep, are not the same request."
    "Give both sides the same checks, with the positions exchanged."

    DENIED_POSITION "S011" "an answer keeps its position when that is denied"
    "The check of a position must tell an answer from its denial. This one accepts both."
    "Write the position so that its denial does not contain it."

    UPDATE_FORM "S012" "a suite cannot be updated in its form"
    "An update replaces cases one by one, and finds them by `[[case]]`. This file is written in another form."
    "Write the cases as `[[case]]`, or update by hand."

    UPDATE_CONFLICT "S013" "changes of the site and of an update do not fit together"
    "Both the site and the new version have changed the same part, and the result would not be a valid suite. Nothing was written."
    "Take the conflicting parts by hand."

    VARIATION "S014" "a good answer in another form fails"
    "Good answers are tried with other quotes, dashes and line breaks, as models write them. A check that fails for one judges typography."
    "Loosen the check, or give the reason why this form is wrong."

    REASON_NOT_NEEDED "S015" "a reason is not needed"
    "A case excuses a form of its answers that passes anyway. A reason without need hides a later fault."
    "Remove it."

    ANSWER_LINE "S016" "a line of answers cannot be scored"
    "Answers are read one JSON object a line, with the prompt or its key and the response. This line is not one."
    "Write it as `offprint suite score --help` shows."
}
