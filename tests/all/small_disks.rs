//! A disk that fills: what fails says why, nothing is there by halves, and with room everything goes on.
#![cfg(target_os = "linux")]

use std::process::Command;

/// Makes a small disk in a mount namespace of its own, and a site on it; then gives it room.
const SCRIPT: &str = r#"
mount -t tmpfs -o size=$2k tmpfs "$3" 2>/dev/null || exit 77
"$1" init "$3/site" >"$3/../out" 2>"$3/../err" && { "$1" -C "$3/site" build >>"$3/../out" 2>>"$3/../err" && exit 3; }
[ $? = 1 ] || exit 4
grep -q "the disk is full" "$3/../err" || exit 5
test -e "$3/site" && { test -f "$3/site/offprint.toml" || exit 6; }
test -e "$3/site/public/index.html" && exit 7
mount -o remount,size=100m "$3" || exit 77
test -e "$3/site" || "$1" init "$3/site" >/dev/null || exit 8
"$1" -C "$3/site" build >/dev/null 2>"$3/../err" || exit 9
test -s "$3/site/public/index.html" || exit 10
"#;

#[test]
fn a_full_disk_costs_nothing_but_the_command() {
    for kilobytes in ["64", "448"] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let disk = folder.path().join("disk");
        assert!(Command::new("mkdir").arg(&disk).status().is_ok_and(|done| done.success()));
        let ended = Command::new("unshare")
            .args(["-rm", "sh", "-c", SCRIPT, "sh", env!("CARGO_BIN_EXE_offprint"), kilobytes])
            .arg(&disk)
            .status();
        // Not every system has mount namespaces, or lets everybody make them: `unshare` ends with 1 then.
        let code = ended.ok().and_then(|status| status.code());
        assert!(matches!(code, None | Some(0 | 1 | 77 | 127)), "{kilobytes} kB: {code:?}");
    }
}
