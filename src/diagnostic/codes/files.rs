//! Codes of the files and links of posts.

use super::{Code, Explained};

codes! {
    NO_SUCH_FILE "F001" "a post refers to a file that does not exist"
    "A picture or a link of a post names a file, a post or a page that the site does not have. Readers would see a broken picture, or a page that says that nothing was found."
    "Put the file beside the post, or write its address as it is: relative to the post's own folder, `photo.png`, or from the site's root, `/images/photo.png`."

    NO_SUCH_HEADING "F002" "a link leads to a heading that does not exist"
    "What follows the `#` of a link is the anchor of a heading. The page has no such anchor, so the link would lead to the top of the page."
    "Write the anchor of a heading: its words in lowercase, with hyphens."

    OTHER_CASE "F003" "a link differs from a file's name in capitals"
    "A file of almost this name is there. On macOS and Windows the two names are one, on most servers they are not: the link would work while you write and be broken once it is published."
    "Write the name as the file has it."

    REMOTE_PICTURE "F004" "a picture is on another server"
    "Pages of offprint ask nothing of other servers, so that they work from a disk, do not tell others who reads them, and do not change when another site does. A picture on another server breaks all three, so the page has a link in its place, unless `image_hosts` in `offprint.toml` names the server."
    "Copy the picture beside the post, if its licence allows that, and write its name; or allow the server in `offprint.toml`: `image_hosts = [\"img.example.org\"]`."

    NO_ALTERNATIVE_TEXT "F005" "a picture has no alternative text"
    "The words between the brackets of a picture are what a reader gets who does not see it: by a screen reader, in a feed, or because the picture did not load. Here they are missing."
    "Say what the picture shows: `![The laptop on its stand](photo.jpg)`. If it only decorates, say so in HTML: `<img src=\"photo.jpg\" alt=\"\">`."

    LARGE_PICTURE "F006" "a picture is very large"
    "A picture of more than 2 MB, or of more than 4,000 pixels in width or height, takes long to load on a phone. Text is at most some 700 pixels wide."
    "Scale it down, or save it as WebP or AVIF."

    PICTURE_FORMAT "F007" "a file is not the picture that its name says"
    "The first bytes of a file show what it is. Either it is in another format than its ending says, or it is not a picture that browsers show."
    "Rename the file, or convert it to one of the formats that the message names."

    SAME_ADDRESS "F008" "two files of a site have one address"
    "Two posts, two files, or a file and a page would be written to one place. Only one of them could be read. Addresses that differ only in capitals, or in how a letter with an accent is composed, are one on macOS and Windows; and a file cannot have the name of a folder."
    "Rename or remove one of them."

    UNUSABLE_NAME "F009" "a file or a folder cannot have its name everywhere"
    "The name means something else on another system, is not allowed there, or has characters that cannot be seen. A site is copied to servers and read from disks of any system."
    "Give it another name."

    NOT_FOLLOWED "F010" "a symbolic link is not followed"
    "What a symbolic link leads to may be any file of the machine. A build publishes only what lies below the site's own folders, so that no private file gets into it by a link."
    "Put the file itself into the place of the link."

    NOT_PUBLISHED "F011" "a file is not published, or is published without use"
    "Files below `content` are published if they belong to a bundle, which is a folder with an `index.md`, or if a post links to them. This one is neither, or it is a picture of a bundle that no post shows."
    "Link to it, move it beside the post that needs it, or remove it."

    LINK_IN_TEXT "F012" "a link is read as text because of a space"
    "In Markdown the address of a link or a picture ends at a space. With a space in the name of the file the whole is text, and the page shows the brackets."
    "Write `![words](<my photo.png>)`, or `%20` for the space."

    OF_OTHER_TOOLS "F013" "a file or a folder is read by another tool only"
    "Other tools read this file or folder at the root of a site, and offprint does not. What is in it has no effect on the pages."
    "Move what is still needed to the place that the message names, and remove the rest."
}
