//! Validation against the JSON Schemas in `docs/`.

use std::path::Path;

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::Value;

pub(crate) struct JsonSchema {
    schemas: Schemas,
    index: SchemaIndex,
}

impl JsonSchema {
    /// The schema in a file, or one of its definitions.
    pub(crate) fn read(file: &str, definition: Option<&str>) -> Self {
        let mut compiler = Compiler::new();
        compiler.enable_format_assertions();
        let url = format!("file:///{file}");
        compiler.add_resource(&url, document(file)).unwrap();
        let place = definition.map_or_else(|| url.clone(), |name| format!("{url}#/$defs/{name}"));
        let mut schemas = Schemas::new();
        let index = compiler.compile(&place, &mut schemas).unwrap();
        Self { schemas, index }
    }

    /// What is wrong with a document.
    pub(crate) fn validate(&self, document: &Value) -> Result<(), String> {
        let checked = self.schemas.validate(document, self.index);
        checked.map_err(|error| error.to_string())
    }
}

pub(crate) fn document(file: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("docs")
        .join(file);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}
