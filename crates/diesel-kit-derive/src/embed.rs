//! `embed_migrations!`: the folders of a directory, compiled in.

use std::path::{Path, PathBuf};
use std::{fs, io};

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Error, LitStr, Result};

pub(crate) fn expand(directory: &LitStr) -> Result<TokenStream> {
    let root = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    let path = Path::new(&root).join(directory.value());
    let fail = |error: io::Error| {
        let advice = match error.kind() {
            io::ErrorKind::NotFound => "; if there is no migration yet, make the directory",
            _ => "",
        };
        let message = format!("{} cannot be read: {error}{advice}", path.display());
        Error::new(directory.span(), message)
    };
    let scripts = folders(&path).map_err(fail)?;
    let scripts = scripts
        .iter()
        .map(|folder| script(folder).map_err(fail))
        .collect::<Result<Vec<_>>>()?;
    Ok(quote! {
        ::diesel_kit::Migrations::embedded(const { &[#(#scripts),*] })
    })
}

fn folders(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let mut folders = Vec::new();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        let hidden = path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if path.is_dir() && !hidden {
            folders.push(path);
        }
    }
    folders.sort();
    Ok(folders)
}

fn script(folder: &Path) -> io::Result<TokenStream> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let up = folder.join("up.sql").canonicalize()?;
    let up = up.to_string_lossy();
    let down = if let Ok(down) = folder.join("down.sql").canonicalize() {
        let down = down.to_string_lossy();
        quote!(include_str!(#down))
    } else {
        quote!("")
    };
    let metadata = metadata(folder)?;
    let in_transaction = metadata
        .as_ref()
        .is_none_or(|table| table.get("run_in_transaction") != Some(&toml::Value::Boolean(false)));
    let replaces = metadata.as_ref().and_then(|table| table.get("replaces"));
    let replaces = replaces
        .and_then(toml::Value::as_array)
        .into_iter()
        .flatten();
    let replaces = replaces.filter_map(toml::Value::as_str);
    Ok(quote!(::diesel_kit::Script::embedded(
        #name,
        include_str!(#up),
        #down,
        #in_transaction,
        &[#(::std::borrow::Cow::Borrowed(#replaces)),*],
    )))
}

fn metadata(folder: &Path) -> io::Result<Option<toml::Table>> {
    let path = folder.join("metadata.toml");
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    // Diesel would run what it cannot read in a transaction, without a word.
    let metadata = text.parse().map_err(|error: toml::de::Error| {
        io::Error::other(format!("{}: {}", path.display(), error.message()))
    })?;
    Ok(Some(metadata))
}
