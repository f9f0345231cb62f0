//! A site of files on a disk, read and built in this process.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use offprint::content::Post;
use offprint::content::parse::{self, ReadPost};
use offprint::diagnostic::{Diagnostic, Severity};
use offprint::project::{ContentFolder, PostFile, Project};
use offprint::site::{self, FileContent, Material};
use tempfile::TempDir;

use super::built::material;

/// A folder with an `offprint.toml`.
pub(crate) struct Tree {
    folder: TempDir,
}

/// What a site on a disk became.
pub(crate) struct Planted {
    /// The posts that were read.
    pub(crate) posts: Vec<String>,
    /// Pages as text, by path.
    pub(crate) pages: BTreeMap<String, String>,
    /// Files that are copied, by path, and where they come from.
    pub(crate) copies: BTreeMap<String, PathBuf>,
    /// Everything that was said.
    pub(crate) said: Vec<Diagnostic>,
}

impl Tree {
    pub(crate) fn new() -> Self {
        let tree = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        tree.put("offprint.toml", "title = \"Bench notes\"\n");
        tree
    }

    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    pub(crate) fn put(&self, below: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(below);
        fs::create_dir_all(path.parent().expect("it has one")).expect("folders can be made");
        fs::write(path, bytes).expect("files can be written");
    }

    /// A post with this text.
    pub(crate) fn post(&self, below: &str, text: &str) {
        self.put(below, format!("+++\ntitle = \"A post\"\ndate = 2026-05-05\n+++\n{text}\n"));
    }

    /// Reads the site.
    pub(crate) fn material(&self) -> (Material, Vec<Diagnostic>) {
        let project = Project::open(self.folder.path()).expect("the configuration is right").value;
        let ContentFolder { posts: read, files, faults } = project.content();
        let mut said = faults;
        let mut posts: Vec<Post> = Vec::new();
        for PostFile { source, language, section, slug } in read {
            let ReadPost { post, faults } = parse::read(source, language, section, slug);
            posts.extend(post);
            said.extend(faults);
        }
        let theme = project.theme().expect("templates can be read");
        said.extend(theme.warnings);
        let mut material = material(Vec::new(), posts);
        (material.files, material.theme) = (files, theme.value);
        material.config = project.config().clone();
        let is_held = |post: &Post| post.front.held_back(material.today).is_some();
        (material.held, material.posts) = std::mem::take(&mut material.posts).into_iter().partition(is_held);
        (material, said)
    }

    /// Builds the site, if its configuration can be read; without pages where something else is an error.
    pub(crate) fn if_configured(&self) -> Result<Planted, Vec<Diagnostic>> {
        Project::open(self.folder.path()).map(|_| self.built())
    }

    /// Builds the site; without pages where something is an error.
    pub(crate) fn built(&self) -> Planted {
        let (material, mut said) = self.material();
        let posts = material.posts.iter().map(|post| post.source.path().to_owned()).collect();
        let (mut pages, mut copies) = (BTreeMap::new(), BTreeMap::new());
        match site::build(&material) {
            Ok(built) => {
                said.extend(built.warnings);
                for (path, content) in built.value.files {
                    match content {
                        FileContent::Bytes(bytes) => {
                            _ = pages.insert(path, String::from_utf8(bytes).expect("pages are text"));
                        }
                        FileContent::CopyOf(original) => _ = copies.insert(path, original),
                        FileContent::Original(original) | FileContent::Compressed(original) => {
                            _ = copies.insert(path, original.path);
                        }
                        FileContent::Drawn(_) => {}
                    }
                }
            }
            Err(faults) => said.extend(faults),
        }
        Planted { posts, pages, copies, said }
    }

    /// Builds it, and everything is in order.
    pub(crate) fn sound(&self) -> Planted {
        let planted = self.built();
        let faults: Vec<String> = planted.said.iter().map(|fault| fault.render(false)).collect();
        assert!(planted.said.iter().all(|fault| fault.severity == Severity::Warning), "{}", faults.join("\n"));
        planted
    }
}

/// The beginning of a picture in each format, of this size.
pub(crate) fn picture(ending: &str, width: u16, height: u16) -> Vec<u8> {
    let (wide, high) = (u32::from(width), u32::from(height));
    let bytes = |parts: &[&[u8]]| parts.concat();
    match ending {
        "png" => bytes(&[b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", &wide.to_be_bytes(), &high.to_be_bytes(), &[8, 2, 0, 0, 0]]),
        "gif" => bytes(&[b"GIF89a", &width.to_le_bytes(), &height.to_le_bytes(), &[0; 16]]),
        "jpg" => bytes(&[
            b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xc0\0\x11\x08",
            &height.to_be_bytes(),
            &width.to_be_bytes(),
            &[3; 12],
        ]),
        "webp" => bytes(&[
            b"RIFF\x20\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0",
            &(wide - 1).to_le_bytes()[..3],
            &(high - 1).to_le_bytes()[..3],
        ]),
        "avif" => bytes(&[
            b"\0\0\0\x14ftypavif\0\0\0\0avif\0\0\0\x40meta\0\0\0\0\0\0\0\x34iprp\0\0\0\x2cipco\0\0\0\x14ispe\0\0\0\0",
            &wide.to_be_bytes(),
            &high.to_be_bytes(),
        ]),
        _ => format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\"/>").into_bytes(),
    }
}
