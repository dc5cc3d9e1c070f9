//! Inputs that once failed hold, and so do those that fuzzing begins with; without a fuzzer.

use std::path::{Path, PathBuf};

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files
}

fn root(kind: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(kind)
}

#[test]
#[expect(clippy::print_stderr, reason = "the test runner shows which input it was")]
fn every_kept_input_holds() {
    for (name, target) in fuzz::targets() {
        for kind in ["corpus", "regressions"] {
            for file in files(&root(kind).join(name)) {
                eprintln!("{}", file.display());
                target(&std::fs::read(&file).expect("a file"));
            }
        }
    }
}

#[test]
fn every_target_has_something_to_begin_with() {
    for (name, _) in fuzz::targets() {
        assert!(
            !files(&root("corpus").join(name)).is_empty(),
            "fuzz/corpus/{name} is empty"
        );
    }
}

#[test]
fn every_kept_input_belongs_to_a_target() {
    for kind in ["corpus", "regressions"] {
        for folder in files(&root(kind)) {
            let name = folder
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or_default();
            assert!(fuzz::target(name).is_some(), "no target is called {name}");
        }
    }
}
