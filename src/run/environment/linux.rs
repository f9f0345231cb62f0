//! Graphics processors and power supply on Linux, from files below `/proc` and `/sys`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::record::{Graphics, Power};

use super::kernel::{entries, name, text};
use super::{MachineFacts, bounded};

/// The vendors of most graphics processors by their PCI vendor id (<https://pci-ids.ucw.cz>).
const VENDORS: [(&str, &str); 7] = [
    ("0x1002", "AMD"),
    ("0x10de", NVIDIA),
    ("0x8086", "Intel"),
    ("0x1af4", "Virtio"),
    ("0x15ad", "VMware"),
    ("0x1234", "QEMU"),
    ("0x1a03", "ASPEED"),
];
const NVIDIA: &str = "NVIDIA";

/// What does not change while a run is made, and where its power comes from when it begins.
pub(super) fn facts() -> MachineFacts {
    let root = Path::new("/");
    MachineFacts { graphics: graphics(root), power: power(root), ..MachineFacts::default() }
}

/// The graphics processors: those that NVIDIA's driver lists by name, and all others as the kernel lists them. `root`
/// is `/`.
fn graphics(root: &Path) -> Vec<Graphics> {
    let mut found = nvidia(&root.join("proc/driver/nvidia"));
    let listed_by_nvidia = !found.is_empty();
    let others = cards(&root.join("sys/class/drm")).into_iter().filter_map(|card| describe_card(root, &card));
    found.extend(others.filter(|one| !(listed_by_nvidia && one.name.starts_with(NVIDIA))));
    found
}

/// What powers the machine; nothing if neither a mains adapter nor a battery reports it. `root` is `/`. The files are
/// documented in <https://www.kernel.org/doc/Documentation/ABI/testing/sysfs-class-power>.
pub(super) fn power(root: &Path) -> Option<Power> {
    let mut battery = None;
    for supply in entries(&root.join("sys/class/power_supply")) {
        let read = |what: &str| text(&supply.join(what)).unwrap_or_default();
        match read("type").as_str() {
            "Mains" | "USB" | "Wireless" if read("online") == "1" => return Some(Power::Mains),
            // The batteries of mice and keyboards are listed, too, with the scope `Device`.
            "Battery" if read("scope") != "Device" => {
                battery = match read("status").as_str() {
                    "Discharging" => Some(Power::Battery),
                    "Charging" | "Full" | "Not charging" => battery.or(Some(Power::Mains)),
                    _ => battery,
                };
            }
            _ => {}
        }
    }
    battery
}

/// The list of NVIDIA's driver, with lines such as `Model: NVIDIA GeForce RTX 4090`. Serial numbers and the driver's
/// builder are not recorded, for privacy.
fn nvidia(folder: &Path) -> Vec<Graphics> {
    let version = text(&folder.join("version")).unwrap_or_default();
    let is_version = |word: &&str| word.contains('.') && word.chars().all(|one| one.is_ascii_digit() || one == '.');
    let driver = version.lines().next().unwrap_or_default().split_whitespace().find(is_version);
    let model = |card: PathBuf| {
        let information = text(&card.join("information"))?;
        let model = information.lines().find_map(|line| line.strip_prefix("Model:"))?;
        Some(Graphics { name: bounded(model)?, driver: driver.map(|version| format!("nvidia {version}")) })
    };
    entries(&folder.join("gpus")).into_iter().filter_map(model).collect()
}

/// The folders of the cards themselves (`card0`), without their connectors (`card0-HDMI-A-1`) and render nodes
/// (`renderD128`).
fn cards(drm: &Path) -> Vec<PathBuf> {
    let is_card = |path: &PathBuf| {
        let number = name(path).strip_prefix("card");
        number.is_some_and(|number| !number.is_empty() && number.bytes().all(|one| one.is_ascii_digit()))
    };
    entries(drm).into_iter().filter(is_card).collect()
}

/// A card by the product name, if the driver knows it (`AMD Radeon RX 7900 XTX`), or else by the PCI device id (`AMD
/// 0x744c`); with the driver (`amdgpu`) and its version, if it has one of its own.
fn describe_card(root: &Path, card: &Path) -> Option<Graphics> {
    let device = card.join("device");
    let vendor = text(&device.join("vendor"))?;
    let vendor_name = VENDORS.iter().find(|(number, _)| *number == vendor).map_or(vendor.as_str(), |(_, name)| *name);
    let product = text(&device.join("product_name")).or_else(|| text(&device.join("device")))?;
    let name = if product.starts_with(vendor_name) { product } else { format!("{vendor_name} {product}") };
    let module = fs::read_link(device.join("driver")).ok();
    let driver = module.as_deref().and_then(Path::file_name).and_then(|name| name.to_str()).map(|name| {
        let version = text(&root.join("sys/module").join(name).join("version"));
        version.map_or_else(|| name.to_owned(), |version| format!("{name} {version}"))
    });
    Some(Graphics { name, driver })
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::run::environment::fixture::system;
    use std::os::unix::fs::symlink;

    fn shown(root: &Path) -> Vec<String> {
        graphics(root).into_iter().map(|one| format!("{} | {}", one.name, one.driver.unwrap_or_default())).collect()
    }

    #[test]
    fn nvidia_cards_are_listed_by_name_and_once() {
        let version = "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  560.35.03  Release Build  (builder@host)  Fri Aug 16";
        let information = "Model: \t\t NVIDIA GeForce RTX 4090\nIRQ:   \t\t 129\nGPU UUID: \t GPU-1234\nBus Location: \t 0000:01:00.0";
        let root = system(&[
            ("proc/driver/nvidia/version", version),
            ("proc/driver/nvidia/gpus/0000:01:00.0/information", information),
            ("proc/driver/nvidia/gpus/0000:02:00.0/information", information),
            ("sys/class/drm/card0/device/vendor", "0x10de"),
            ("sys/class/drm/card0/device/device", "0x2684"),
            ("sys/class/drm/card1/device/vendor", "0x8086"),
            ("sys/class/drm/card1/device/device", "0xa780"),
        ]);
        let card = "NVIDIA GeForce RTX 4090 | nvidia 560.35.03";
        assert_eq!(shown(root.path()), [card, card, "Intel 0xa780 | "]);
    }

    #[test]
    fn other_cards_are_listed_with_their_driver() {
        let root = system(&[
            ("sys/class/drm/card0/device/vendor", "0x1002"),
            ("sys/class/drm/card0/device/device", "0x744c"),
            ("sys/class/drm/card0-HDMI-A-1/status", "connected"),
            ("sys/class/drm/card1/device/vendor", "0x1002"),
            ("sys/class/drm/card1/device/device", "0x74a1"),
            ("sys/class/drm/card1/device/product_name", "AMD Instinct MI300X"),
            ("sys/class/drm/card2/device/vendor", "0x9999"),
            ("sys/class/drm/card2/device/device", "0x0001"),
            ("sys/class/drm/renderD128/device/vendor", "0x1002"),
            ("sys/module/amdgpu/version", "6.10.5"),
        ]);
        for card in ["card0", "card1"] {
            let link = root.path().join("sys/class/drm").join(card).join("device/driver");
            symlink("../../../../bus/pci/drivers/amdgpu", link).expect("links can be made");
        }
        assert_eq!(
            shown(root.path()),
            ["AMD 0x744c | amdgpu 6.10.5", "AMD Instinct MI300X | amdgpu 6.10.5", "0x9999 0x0001 | "]
        );
        assert!(shown(system(&[]).path()).is_empty());
    }

    #[test]
    fn only_the_machines_own_power_supply_counts() {
        let mains =
            |online| [("sys/class/power_supply/AC/type", "Mains"), ("sys/class/power_supply/AC/online", online)];
        let battery =
            |status| [("sys/class/power_supply/BAT0/type", "Battery"), ("sys/class/power_supply/BAT0/status", status)];
        let mouse = [
            ("sys/class/power_supply/mouse/type", "Battery"),
            ("sys/class/power_supply/mouse/scope", "Device"),
            ("sys/class/power_supply/mouse/status", "Discharging"),
        ];
        let power_of = |files: &[&[(&str, &str)]]| power(system(&files.concat()).path());
        assert_eq!(power_of(&[&mains("1"), &battery("Charging"), &mouse]), Some(Power::Mains));
        assert_eq!(power_of(&[&mains("0"), &battery("Discharging")]), Some(Power::Battery));
        assert_eq!(power_of(&[&battery("Full")]), Some(Power::Mains));
        assert_eq!(power_of(&[&mouse]), None);
        assert_eq!(power_of(&[]), None);
    }
}
