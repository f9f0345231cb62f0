//! Codes of posts and pages.

use super::{Code, Explained};

codes! {
    FRONT_MATTER "P001" "a post has no front matter that can be read"
    "A post begins with TOML between two lines `+++`. Without it, the post has no title and no run."
    "Begin the file with `+++`, `title = \"...\"`, `+++`."

    FRONT_MATTER_VALUE "P002" "a value of the front matter is not right"
    "A key of the front matter is unknown, is missing, or has a value of the wrong kind. The message names the key and what it may be."
    "Write it as the table in `docs/posts.md` shows."

    FOOTNOTE_TWICE "P003" "a footnote is defined twice"
    "Two notes have one label. Which of them a reference means cannot be known."
    "Give one of them another label."

    FOOTNOTE_UNUSED "P004" "a footnote has no reference"
    "A note is shown where it is referred to. This one is never referred to, so readers do not see it."
    "Refer to it with `[^label]`, or remove it."

    FOOTNOTE_UNDEFINED "P005" "a footnote is not defined"
    "A reference names a note that the post does not have. Markdown would show the brackets as text."
    "Define it with `[^label]: ...`, or write `\\[^label]` for the text itself."

    SCHEME_IN_TEXT "P006" "a directive is in plain text"
    "A scheme of offprint stands in the text, outside of a link or an image. Markdown takes an address with a space in it for text, and so it has no effect."
    "Write it as a link, `[words](run:)`, or put it in backticks."

    UNKNOWN_SCHEME "P007" "a scheme is unknown"
    "The address of a link begins with a scheme that neither the web nor offprint has. It would lead nowhere."
    "Write one of the schemes that the message lists, or an ordinary address."

    UNSAFE_SCHEME "P008" "a post cannot link to this scheme"
    "Links of this scheme can run programs or read files on the reader's machine. Pages of offprint have none."
    "Link to `https:`, `http:` or `mailto:`, or a relative address."

    LINK_OR_IMAGE "P009" "a directive is a link instead of an image, or the reverse, or in a caption"
    "Figures and tables are written as images, with `!`; everything else is written as a link. Then the post reads well in any other tool, too. The words of an image are plain text: a value or a claim in them would be neither compared nor shown."
    "Add or remove the `!`. Move what stands in the words of an image into the text beside it."

    DIRECTIVE_INCOMPLETE "P010" "a directive lacks a part"
    "A directive has no words, no name or no title where its scheme needs one. What it should show cannot be known."
    "Write it as the table in `docs/posts.md` shows."

    DIRECTIVE_OVERFULL "P011" "a directive has a part too many"
    "Values, claims and literals have what they mean in the title, and nothing behind the colon; others have no title. What is in the wrong part would be ignored."
    "Move it to the right part, as the example in the message shows."

    DIRECTIVE_TITLE "P012" "the title of a directive cannot be read"
    "The text in quotes is not a query or a list of parameters of this directive. The caret is at the part that is not understood."
    "Write it as the table in `docs/posts.md` shows."

    DIRECTIVE_NAME "P013" "the name of a directive cannot be read"
    "Behind the colon is the name of a run, a post, a case or a model. What is written there can be none."
    "Write the name as its list or its page shows it."

    NOT_IN_FRONT_MATTER "P014" "a figure or table is in the front matter"
    "The finding of a post is one paragraph of text, shown under its title and in lists. A figure or a table has no place in it."
    "Move it to the text, into a paragraph of its own."

    NOT_ALONE "P015" "a figure or table is not alone in its paragraph"
    "Figures and tables are blocks of their own, with a caption. In the middle of a sentence there is no room for one."
    "Leave an empty line before and after it."

    NO_SUCH_EXHIBIT "P016" "there is no such figure or table"
    "No run, or not the run of this post, has a figure or table of this name. Some exist only for runs with the data for them."
    "Write one of the names that the message lists."

    WITHDRAWN_RUN "P017" "a run was withdrawn"
    "The numbers of a withdrawn run should not be relied on, for the reason that the message gives. What is built on it is still shown, and says so."
    "Use another run, or say in the text why this one."

    RESERVED_ADDRESS "P018" "an address is reserved"
    "Pages of runs are below `runs/` of the site, beside the folders of the languages. A post in `content/runs`, or a file in `static/runs`, would be in their place."
    "Move the post into the folder of a language, and the file into another folder."

    NO_SUCH_PAGE "P020" "a link leads to a page that does not exist"
    "A directive names a post, a case or a model that has no page. The link would be broken."
    "Write the name as the message or its page has it."

    NO_SUCH_RUN_NAME "P021" "a post calls no run by this name"
    "In a post about several runs, each has a name in the front matter. This name is not among them."
    "Write one of the names, or add it: `runs = { NAME = \"RUN\" }`."

    FIGURE_PARAMETER "P022" "a parameter of a figure or table is not right"
    "A parameter names a target, a model or a category that the run does not have, or one that this figure cannot show. A figure of nothing would be empty."
    "Write a name that the run has; the message lists them."

    NO_RUN "P023" "a post names no run"
    "Figures, tables, values and claims are about a run. The front matter of this post does not name one."
    "Add `run = \"RUN\"` to the front matter."

    STALE_VALUE "P024" "a number is no longer true"
    "A bound number in the prose differs from what the run says, at the precision that it is written with. The data or the text has changed since it was accepted."
    "Read the sentence; if it is still right, `offprint accept` rewrites the number."

    NOT_ONE_NUMBER "P025" "the words of a value are not one number"
    "Between the brackets of a value is the number that is checked. There is not exactly one that can be read."
    "Write one number, with its unit: `[212 ms](value: \"...\")`."

    NOT_KNOWN "P026" "a literal states what the run does not know"
    "An interval, a total or a number of cases is written beside the value, but the metric does not have one. It cannot be checked."
    "Leave it out, or ask for a metric that has it."

    OTHER_UNIT "P027" "a number is in another unit"
    "The number in the prose measures something else than its query: a time is not a percentage. They cannot be compared."
    "Write the number in the unit that the message names, or correct the query."

    NO_ANSWER "P028" "a query has no answer"
    "A value asks for a metric, a model or a run that does not exist or was not measured. The caret is at the part that is not found."
    "Write names as the run's page and `docs/metrics.md` have them."

    LOOSE_NUMBER "P029" "a number is not bound"
    "A number in the prose is equal to a finding of the run, but is not bound to it. After a rerun it could be wrong without notice."
    "Bind it as the message shows, or let `offprint bind` write it."

    MATCHES_NOTHING "P030" "a number matches no finding"
    "A number in the prose is not bound, and no finding of the run has this value and unit. It is mistaken, or from another source."
    "Correct and bind it, or name its source: `[273 GB/s](lit: \"SOURCE\")`."

    UNREADABLE_NUMBER "P031" "a number cannot be read"
    "Digits in the prose have no reading as a quantity, so they cannot be compared with the run. They may be a code or a name."
    "Write a number that has one meaning, or mark it as code."

    NUMBER_IN_CLAIM "P032" "a number in a claim is not tested"
    "The words of a claim hold a number that the claim's expression does not mention. The claim could hold while the number is wrong."
    "Add it to the expression, or bind it outside of the brackets."

    ACCEPTED_RECORD "P033" "a record of accepted values cannot be read"
    "Files below `data/accepted` say what the values and claims of a post were last accepted against. They are written by `offprint accept` only."
    "Restore the file from version control, or remove it and accept again."

    FOREIGN_FILE "P034" "a file of the site is not from offprint"
    "A build writes into `public`, and removes only what an earlier build wrote. A file there that it did not write is in its place."
    "Move or remove the file, and build again."

    TEMPLATE "P035" "a template cannot be used"
    "A template of the site, or a part that it includes, has a fault. The message is that of the template engine."
    "Correct it, or remove it: the built-in one is used then."

    PAGE_PATH "P036" "a page cannot have this path"
    "A path of the site would leave its folder or could not be a file on some system. Nothing is written there."
    "Rename what the path comes from."

    CLAIM_EXPRESSION "P037" "the expression of a claim cannot be read"
    "A claim is an expression over the findings of the post's runs. This one has a fault in its syntax, or names a function, a model, a metric or a run that is not there. It is checked whole before it is decided, so that each fault has its place."
    "Write it with the functions in the table of `docs/posts.md`."

    FALSE_CLAIM "P038" "a claim is false"
    "The sentence says something that the run contradicts, by the decisions of its rank table, by a test, or by an interval. It may have been true of an earlier run."
    "Reword the sentence and its expression to what the data say, or build with `--stale=mark`, which marks it on the page."

    UNDECIDED_CLAIM "P039" "a claim cannot be told from the data"
    "The run neither supports the sentence nor contradicts it: a difference is within the noise, there are too few cases, times are censored or cannot be compared. A sentence that is not false is not thereby true."
    "Say less, such as `tied(a, b)`, or measure more."

    FOREIGN_KEY "P060" "a key of another tool is in the front matter"
    "Hugo, Zola, Jekyll or Obsidian have this key. Here it is called otherwise, or it does not exist. It would be without effect."
    "Make the change that the message names; `docs/coming-from.md` has a table of all keys."

    FOREIGN_MARKUP "P061" "the text has markup of another tool"
    "Hugo, Zola, Jekyll, mdBook or Obsidian replace this markup by something else. Here readers would see it as it is written."
    "Write what the message proposes, or put it in backticks if readers should see it."

    LINK_TO_DRAFT "P062" "a post links to one that is not published"
    "The other post is a draft, or its date is in the future. A build leaves it out, and the link would be broken."
    "Publish the other post, or remove the link."

    ALIAS "P063" "an alias cannot be used"
    "An alias becomes a page that leads to its post. This one is not an address of the site, or something else has the address."
    "Write an address from the root of the site that nothing else has: `/2024/old-title/`."

    HELD_BACK "P064" "a post is left out of the build"
    "It is a draft, or its date is in the future. Readers do not get to see it, nor does any list name it."
    "Remove `draft`, or wait for its date; `offprint build --drafts` shows it to you."
    HEADING_ID "P070" "the id of a heading cannot be used"
    "A heading can end with an id in braces, which links lead to. This one is not an id alone, belongs to a part of the page, or is that of another heading."
    "Write one id of your own, `## Heading {#its-id}`, or none: the heading then has the one of its text."

    HTML_NESTING "P071" "an element of HTML is not closed where it should be"
    "Raw HTML is put on the page as it is written. An element that is not closed, or not in the block in which it was opened, would take in what follows it."
    "Close each element in the paragraph in which it was opened; begin and end blocks on lines of their own, with empty lines around them."

    HTML_ELEMENT "P072" "the HTML of a post cannot hold this"
    "A post's HTML is for what Markdown cannot write. Scripts, frames and styles of a whole page do not belong into a post, and a tag that is not an element of HTML would vanish from the page."
    "Do what the message says instead; for the text itself, write `&lt;` for the sign `<`, or put it in backticks."

    HTML_OUTSIDE "P073" "the HTML of a post would load something from elsewhere"
    "Whoever reads a page asks only its own site. A picture, a style or a sound from another host would tell that host who reads what, and is gone when the host is."
    "Put the file beside the post, and name it by its relative address; or link to it."

    HTML_ID "P074" "an id of raw HTML cannot be used"
    "An id is on a page once. This one is taken, by a part of the page or by another element, or it is not one word."
    "Choose another id."

    FORMULA "P075" "a formula cannot be read"
    "Text between dollar signs is a formula in LaTeX, and becomes MathML. This one has a command that is not known, or is not complete."
    "Correct it where the message points; for the dollar sign itself, write `\\$`."

    LINK_ASTRAY "P080" "a finished page refers to what is not there"
    "Every link and every anchor of the pages is looked up once all of them are made. This one leads to nothing: a template of the site, the HTML of a post, or offprint itself has written it."
    "Correct the address in `templates/` or in the post."

    PAGE_HTML "P081" "a finished page is not as it should be"
    "Browsers and screen readers need each id once on a page and words for each picture. A number that is `NaN`, or a mark of a template that is still there, was never meant for readers."
    "Correct the template or the HTML of the post that the message names."

    PAGE_ASKS_OTHERS "P082" "a finished page would ask another server"
    "Whoever reads a page of offprint asks only its own site. A script, a style, a font or a picture of another host would tell that host who reads what, and would be missing from a disk."
    "Copy the file into `static/`, if its licence allows that, and name it by its relative address."
}
