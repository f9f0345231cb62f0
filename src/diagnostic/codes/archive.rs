//! Codes of the archive.

use super::{Code, Explained};

codes! {
    LINE_TOO_LONG "A001" "a line of the archive is too long"
    "A line of a run's files is longer than any that offprint writes. Reading it whole could exhaust the memory, so the run is not read."
    "Restore the file from version control."

    RUN_IN_USE "A002" "a run is being written"
    "Another process of offprint holds the lock of this run. Two writers would mix their trials."
    "Wait until the other command has ended, and repeat this one."

    NOT_A_RUN "A003" "a folder of the archive is not a run"
    "A folder below `data/runs` has no `run.json`, or a name that no run has. It is passed over, and may be a copy or a leftover."
    "Move it out of `data/runs`, or give it back its name and its files."

    LEFT_BEHIND "A004" "a command was killed before its first request"
    "A run's folder was prepared, and then the command was killed. It holds no trial, and so no run."
    "Remove the folder."

    NO_SUCH_RUN "A005" "there is no such run"
    "A command, a post or a withdrawal names a run that the archive does not have. Runs are named like their folders below `data/runs`."
    "Write the id as `offprint runs` lists it."

    IMPORTED_RUN "A006" "a run was imported and has no trials"
    "A run that was imported from another tool holds that tool's results only. It has no targets that could be asked again and no answers that could be judged again."
    "Name a run that offprint made, or import the other tool's newer results."

    CANNOT_BE_ARCHIVED "A007" "a record cannot be archived"
    "What would be written could not be read back as it is, because a value is too long or has no form in JSON. An archive that cannot be read back would be worthless, so nothing is written."
    "The message names the value; shorten it or leave it out at its source."

    NOT_A_RUN_FILE "A008" "a file of the archive cannot be read"
    "A file of a run is not what offprint wrote: its JSON is broken, or a value in it is impossible. Files of a run are never edited."
    "Restore the file from version control."

    LATER_FORMAT "A009" "a file is from a later version of offprint"
    "The file has a format that this version does not know. Reading it as an older one could misread it."
    "Update offprint."

    OTHER_FOLDER "A010" "a run is in the folder of another"
    "The folder's name and the id in `run.json` differ. Links and posts go by the id, so one of them is wrong."
    "Give the folder the name of its run."

    RUN_EXISTS "A011" "a run of this id exists already"
    "A new run would have the id of one that is in the archive. Runs are never overwritten."
    "Give the new run another id with `--id`."

    INCOMPLETE_TRIAL "A012" "the last trial is incomplete"
    "The last line of `trials.jsonl` was not written to its end. In an unfinished run that is what a crash leaves, and the trial does not count; a sealed run was damaged later."
    "Resume an unfinished run; restore a sealed one from version control."

    TRIALS_MISSING "A013" "the trials of a run are missing"
    "The run's folder has no `trials.jsonl`. Without its trials a run has no results."
    "Restore the file from version control."

    CHANGED_AFTER_SEALING "A014" "a sealed run was changed"
    "The seal of a finished run no longer fits its files. Results that were edited after they were measured prove nothing, so no page is made from them."
    "Restore the run from version control; what should not be relied on is withdrawn, not edited."

    FINISHED "A015" "a run is finished"
    "A finished run is sealed. Nothing is added to it, and there is nothing left to resume."
    "Begin a new run, or repeat this one with `--again`. Its results do not change."

    OTHER_SUITES "A016" "two runs are of different suites"
    "Scores and times of two runs are compared over the cases that both have. Runs of suites with different names have other questions, so no difference between them would mean anything."
    "Name two runs of one suite; `offprint runs` lists them with their suites."
}
