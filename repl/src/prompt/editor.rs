//! The line that is typed: history, completion, colours, and when it is at its end.

mod complete;
mod paint;

use std::fs;
use std::path::PathBuf;

use rustyline::history::{DefaultHistory, History, SearchDirection};
use rustyline::{ColorMode, CompletionType, Config, Editor};

use self::complete::PromptHelper;
use crate::failure::Failure;
use crate::surroundings::{Colours, Surroundings};

/// Lines that are remembered.
const REMEMBERED: usize = 5000;

/// Reads lines.
pub(super) struct PromptEditor {
    editor: Editor<PromptHelper, DefaultHistory>,
    history: Option<PathBuf>,
    prompt: (String, String),
}

impl PromptEditor {
    /// An editor with the history of earlier sessions.
    pub(super) fn new(surroundings: &Surroundings) -> Result<Self, Failure> {
        let failed = |error: rustyline::error::ReadlineError| Failure::Prompt(error.to_string());
        let config = Config::builder()
            .max_history_size(REMEMBERED)
            .map_err(failed)?
            .history_ignore_space(true)
            .completion_type(CompletionType::List)
            // The painter also keeps control characters away; it knows when colours are off.
            .color_mode(ColorMode::Forced)
            .build();
        let mut editor = Editor::with_config(config).map_err(failed)?;
        let history = surroundings
            .state
            .as_ref()
            .map(|state| state.join("taffrail/history"));
        if let Some(path) = &history {
            // The first session finds none.
            let _ = editor.load_history(path);
        }
        let mut helper = PromptHelper::new(surroundings.colours);
        let lines = editor.history().len();
        for index in 0..lines {
            if let Ok(Some(found)) = editor.history().get(index, SearchDirection::Forward) {
                helper.learn(&found.entry);
            }
        }
        editor.set_helper(Some(helper));
        let plain = "taffrail> ".to_owned();
        let styled = match surroundings.colours {
            Colours::On => format!("\x1b[1m{plain}\x1b[0m"),
            Colours::Off => plain.clone(),
        };
        Ok(Self {
            editor,
            history,
            prompt: (plain, styled),
        })
    }

    /// The next line, or several when one was not enough.
    pub(super) fn read(&mut self) -> rustyline::Result<String> {
        self.editor.readline(&self.prompt)
    }

    /// Puts a line into the history. That it cannot be kept is no reason to stop.
    pub(super) fn remember(&mut self, line: &str) {
        let added = self.editor.add_history_entry(line).unwrap_or(false);
        if let Some(helper) = self.editor.helper_mut() {
            helper.learn(line);
        }
        let Some(path) = self.history.as_ref().filter(|_| added) else {
            return;
        };
        let made = path.parent().map_or(Ok(()), fs::create_dir_all);
        if made.is_ok() {
            let _ = self.editor.append_history(path);
        }
    }

    /// Offers these names of sources.
    pub(super) fn know_sources<'a>(&mut self, names: impl Iterator<Item = &'a str>) {
        if let Some(helper) = self.editor.helper_mut() {
            helper.know_sources(names);
        }
    }

    /// Offers these names of fields from now on.
    pub(super) fn know<'a>(&mut self, names: impl Iterator<Item = &'a str>) {
        if let Some(helper) = self.editor.helper_mut() {
            helper.know(names);
        }
    }
}
