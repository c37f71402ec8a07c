//! `manifest.json`.

use serde::Deserialize;

use super::csv::Columns;

/// What the manifest of an inventory says.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Manifest {
    /// The bucket that it is of.
    pub(super) source_bucket: String,
    destination_bucket: Option<String>,
    /// Milliseconds since the epoch, as a text.
    creation_timestamp: Option<String>,
    file_format: String,
    #[serde(default)]
    file_schema: String,
    pub(super) files: Vec<InventoryFile>,
}

/// A file of rows.
#[derive(Debug, Deserialize)]
pub(super) struct InventoryFile {
    /// Its key.
    pub(super) key: String,
    /// The MD5 of its bytes, in hexadecimal.
    #[serde(rename = "MD5checksum")]
    pub(super) md5: Option<String>,
}

/// How rows are written.
pub(super) enum Form {
    /// CSV in gzip, without a header: the manifest names the columns.
    Csv(Columns),
    /// Parquet.
    Parquet,
}

impl Manifest {
    /// Reads a manifest.
    ///
    /// # Errors
    ///
    /// When it is none.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, String> {
        serde_json::from_slice(bytes).map_err(|error| format!("it is no manifest of S3: {error}"))
    }

    /// The bucket that the files lie in.
    pub(super) fn destination(&self) -> Option<&str> {
        let bucket = self.destination_bucket.as_deref()?;
        Some(bucket.rsplit(':').next().unwrap_or(bucket))
    }

    /// When the inventory was made, microseconds since the epoch.
    pub(super) fn created(&self) -> Option<i64> {
        let millis: i64 = self.creation_timestamp.as_deref()?.parse().ok()?;
        millis.checked_mul(1000)
    }

    /// How the rows are written.
    ///
    /// # Errors
    ///
    /// When they cannot be read.
    pub(super) fn form(&self) -> Result<Form, String> {
        match self.file_format.to_ascii_uppercase().as_str() {
            "CSV" => Columns::of(&self.file_schema).map(Form::Csv),
            "PARQUET" => Ok(Form::Parquet),
            "ORC" => {
                Err("its files are ORC, which is not read: let S3 write CSV or Parquet".into())
            }
            other => Err(format!("its files are `{other}`; CSV and Parquet are read")),
        }
    }
}
