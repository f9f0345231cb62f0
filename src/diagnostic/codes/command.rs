//! Codes of configuration and commands.

use super::{Code, Explained};

codes! {
    NO_SITE "C001" "there is no site here"
    "A site is a folder with an `offprint.toml`. Neither the current folder nor one above it has that file."
    "Go to the site, name it with `-C DIR`, or make one with `offprint init DIR`."

    NO_TITLE "C002" "a site has no title"
    "Every page shows the title of the site, and feeds cannot be made without one. `offprint.toml` has no `title`."
    "Add `title = \"...\"` to `offprint.toml`."

    LANGUAGE "C003" "a language is not a code"
    "Languages are parts of addresses and of the pages' markup. They are written as codes."
    "Write a code such as `en` or `de`."

    NOT_AN_ADDRESS "C004" "an address cannot be read"
    "An address of a site or a server is not a URL that can be used. The message says which part is wrong."
    "Write it whole: `http://127.0.0.1:11434`, `https://example.org/`."

    NUMBERS_LEVEL "C005" "a level for loose numbers is unknown"
    "`numbers` says what an unbound number in a post is. It has three levels."
    "Write `\"strict\"`, `\"warn\"` or `\"off\"`."

    UNKNOWN_KEY "C006" "a key is unknown"
    "A file of the site has a key that offprint does not read. A misspelt key would otherwise have no effect, without a word."
    "Correct or remove the key; the message lists those that are known."

    CONFIG_VALUE "C007" "a configuration cannot be read"
    "`offprint.toml` is not TOML, or one of its values has the wrong type. The message shows the place."
    "Write it as `docs/targets.md` and the file of `offprint init` show."

    WITHDRAWAL "C008" "a withdrawal cannot be read"
    "A file below `content/runs` withdraws the run that it is named like. It holds one key, the reason, as text."
    "Write `withdrawn = \"the reason\"`, and nothing else."

    NO_SUCH_SUITE "C009" "there is no such suite"
    "A command names a suite that neither the site nor offprint itself has. Suites are folders below `data/suites`."
    "Write the id as `offprint suite list` shows it."

    FILE_NAME "C010" "a file's name cannot become an address"
    "The path of a post is its address. Addresses have lowercase letters, digits and inner hyphens only, so that they are the same everywhere."
    "Rename the file or the folder."

    NO_LANGUAGE "C011" "a post is not in the folder of a language"
    "The first folder below `content` is the language of its posts. This file is beside these folders."
    "Move it: `content/en/blog/2026-05-05-title.md`."

    NO_SUCH_POST "C012" "there is no such post"
    "A command names a post that the site does not have. Posts are named by their path or by their file's name."
    "Write its path below `content`, or its file's name without `.md`."

    REAL_RESULTS "C013" "a demo would mix with real results"
    "The demo adds a run of simulated models. In a site with real results, they would stand side by side."
    "Run the demo in a folder of its own."

    NOT_EMPTY "C014" "a folder is not empty"
    "`init` makes a new site and overwrites nothing. The folder holds files already."
    "Name an empty or a new folder."

    RUN_ID "C015" "this is not the id of a run"
    "The id of a run is the name of its folder and a part of its pages' addresses. It has lowercase letters, digits and inner hyphens."
    "Write it like `2026-05-05-m4-pro`."

    ONE_ID "C016" "one id for several runs"
    "`--id` names one run. The command would make several."
    "Leave `--id` out, or name one run."

    NO_SUCH_CASE "C018" "there is no such case"
    "The suite has no case of this id or tag, or none that the pattern matches. A run without cases measures nothing."
    "Write it as `offprint suite show` lists it."

    OUT_OF_RANGE "C019" "an argument is out of range"
    "A number on the command line is outside of what can be used. The message gives the limits."
    "Give a number within the limits."

    NOT_BUILT_IN "C020" "a suite is not built in"
    "offprint has versions of its own suites only. A suite of the site has no other version to compare with."
    "Name a built-in suite."

    SUITE_ID "C021" "this is not the id of a suite"
    "The id of a suite is the name of its folder. It has lowercase letters, digits and inner hyphens."
    "Write it like `compliance`."

    SUITE_EXISTS "C022" "a suite of this id exists already"
    "A new suite would overwrite one of the site. Suites are written by their authors, so offprint does not."
    "Give the new suite another id with `--name`."

    NO_TARGET "C023" "no target is given"
    "A run needs at least one model to ask. None is given on the command line or in `offprint.toml`."
    "Add `--target ollama:MODEL`, or `targets` in `offprint.toml`."

    KEY_NOT_SET "C024" "the variable of a key is not set"
    "A target's key is read from the environment variable that the configuration names. The variable is not set, or is empty."
    "Set the variable in the shell that runs offprint."

    KEY_NOT_SENT "C025" "a key would go to the wrong server"
    "A key is sent only over an encrypted connection or to this machine. Anything else would give it away."
    "Use `https:`, or remove the key from this target."

    NOT_A_VARIABLE "C026" "this is not the name of a variable"
    "The configuration names the environment variable that holds a key, never the key itself. What is given is not a variable's name."
    "Write a name such as `OPENAI_API_KEY`."

    NO_SUCH_CODE "C027" "there is no such code"
    "`offprint explain` was asked for a code that no diagnostic has. Codes are a letter and three digits."
    "Write the code as the message shows it: `P003`."

    NO_POST_NAME "C040" "a post has no name that can become an address"
    "The name of a post's file becomes its address. Addresses have lowercase letters, digits and inner hyphens, and the title does not give one."
    "Name it with `--slug`: `offprint new post 'TITLE' --slug a-name`."

    POST_EXISTS "C041" "there is such a post already"
    "`offprint new post` writes a new file and never changes one. A post of this name exists."
    "Give the new post another name or another date."
}
