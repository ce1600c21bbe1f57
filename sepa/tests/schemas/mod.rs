//! ISO schemas, for validation of what we write and of the samples that we read.

use fastxml::schema::{Schema, Validator};
use std::process::Command;
use std::sync::Arc;

/// A schema that crate `sepa` ships with its sources, found where cargo keeps them.
pub fn schema(name: &str) -> Arc<Schema> {
    // What other platforms would need was never fetched.
    let cargo = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--offline",
            "--locked",
            "--filter-platform",
            "host-tuple",
            "--manifest-path",
        ])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .output()
        .unwrap();
    assert!(cargo.status.success(), "{}", String::from_utf8_lossy(&cargo.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&cargo.stdout).unwrap();
    let package = metadata["packages"].as_array().unwrap().iter().find(|package| package["name"] == "sepa").unwrap();
    let manifest = std::path::Path::new(package["manifest_path"].as_str().unwrap());
    let file = manifest.with_file_name("tests").join(format!("xsd/{name}.xsd"));
    Arc::new(Schema::from_xsd(std::fs::read(file).unwrap()).unwrap())
}

/// What a schema finds wrong in a file.
pub fn errors(schema: &Arc<Schema>, bytes: &[u8]) -> Vec<String> {
    let report = Validator::from_reader(bytes).schema(Arc::clone(schema)).run().unwrap();
    report.errors().iter().map(ToString::to_string).collect()
}
