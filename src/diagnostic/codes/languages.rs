//! Codes of languages, translations and the words of the interface.

use super::{Code, Explained};

codes! {
    STRINGS "L001" "words of the interface cannot be used"
    "A file below `data/strings` has the words that pages show around an author's text, in one language. A key that is not known, or a name in braces that is not filled in, would have no effect or would be shown as it is."
    "Write the keys of `data/strings/en.toml` of offprint, with the names in braces that it has."

    SEVERAL_POSTS "L002" "a link could lead to several posts"
    "`post:` names a post by its file. It leads to the post of that name in the same language, else to the only one there is. Here there are several, and none in the language of the link."
    "Link to the page itself, by a relative address."

    TRANSLATION "L003" "two posts are the same translation"
    "Posts of one name and section in several languages are translations of each other, and so are posts that `translation` joins. A page can lead to one translation in each language."
    "Give one of them another name, or another `translation`."

    SAME_NAME "L004" "two posts of one language have the same name"
    "`post:` names a post by its file, without the section. Two posts of one name in one language could both be meant; in two languages each has its own."
    "Rename one of the files; `aliases` keeps its address."
}
