//! A store that fails: what is read all the same, and what is said.

mod bodies;
mod changes;
mod contents;
mod refusals;
mod urls;

use taffrail::Collected;

use super::ask;
use super::memory::Bucket;
use super::server::{Asked, Instead, Server};
use crate::rows::cells;

/// A bucket with three objects of one event each, behind a server.
fn three(fault: impl Fn(&Asked, &Bucket) -> Option<Instead> + Send + Sync + 'static) -> Server {
    let bucket = Bucket::default();
    for id in ["a", "b", "c"] {
        bucket.put(&format!("{id}.ndjson"), event(id).as_bytes());
    }
    let same = bucket.clone();
    Server::over(bucket, move |asked| fault(asked, &same))
}

fn event(id: &str) -> String {
    format!("{{\"id\":\"{id}\"}}\n")
}

/// The ids that are read from the bucket, and the damage: object, place, reason.
fn ids(server: &Server) -> (Vec<String>, Vec<String>) {
    let engine = server.engine().build().expect("an engine");
    told(&ask(&engine, "s3://logs", "fields id | sort id").expect("rows"))
}

fn told(collected: &Collected) -> (Vec<String>, Vec<String>) {
    let ids = cells(collected).into_iter().flatten().flatten();
    let damages = collected.summary.report.damages.iter();
    let damages = damages.map(|damage| {
        let place = damage.offset.map_or(String::new(), |at| format!(" {at}"));
        format!("{}{place}: {}", damage.object, damage.reason)
    });
    (ids.collect(), damages.collect())
}
