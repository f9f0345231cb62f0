//! Codes of the system.

use super::{Code, Explained};

codes! {
    FILE "X001" "a file or folder cannot be used"
    "The operating system refused to read, write or remove something. The message has its reason."
    "Correct the permission, the path or the space on the disk, and try again."

    NO_PORT "X002" "no port is free"
    "A server needs a port of this machine to listen on. The one that is named is in use, or none is free."
    "End the program that uses it, or name another port."

    REFUSED "X003" "the system refuses what a command needs"
    "Threads, signals, the current folder or the program's own file could not be had. The message has the system's reason."
    "Free resources, or ask who runs this machine."

    NOT_TEXT "X004" "a file is not text"
    "Files of a site are text in UTF-8, or in UTF-16 with its mark. This one is neither."
    "Save it as UTF-8."

    LINK "X006" "a symbolic link is where a file should be written"
    "Writing through a symbolic link would change a file outside of the site. offprint does not."
    "Remove the link."

    NOT_A_FILE "X007" "something else is where a file should be"
    "A folder or a device has the name of a file that should be written. It is not replaced."
    "Move or remove it."

    CHANGED_MEANWHILE "X008" "a file changed while it was read"
    "Something else changed the file between two looks at it. Writing would lose that change, or publish what no file has."
    "Save the file in your editor, or wait until the other program is done, and repeat the command."

    SITE_IN_USE "X009" "the published site is being written"
    "Another process builds the same site, and did not end while this one waited. Two writers would mix their pages."
    "Wait until the other process ends, or end it, and repeat the command."

    TOO_LARGE "X010" "a file is too large"
    "A file is read whole, so its size is limited: `docs/archive.md` lists the limits. They are far above what people write and tools measure."
    "Split it, or leave out what is not needed."
}
