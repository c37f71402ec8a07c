//! Archives: how many objects there are, what each holds, and how they lie in folders.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::mpsc;
use std::thread;

use chrono::{DateTime, Utc};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::event::{Place, event};
use crate::random::Random;

const PLACES: [Place<'static>; 4] = [
    Place {
        account: "111122223333",
        region: "us-east-1",
    },
    Place {
        account: "111122223333",
        region: "eu-west-1",
    },
    Place {
        account: "444455556666",
        region: "us-east-1",
    },
    Place {
        account: "444455556666",
        region: "eu-west-1",
    },
];
/// 2024-05-06T00:00:00Z, a Monday.
const START: i64 = 1_714_953_600;
const WEEK: i64 = 7 * 24 * 3600;
const EVENTS_OF_A_TINY_OBJECT: u64 = 8;
const EVENTS_OF_A_BIG_OBJECT: u64 = 345;

/// How events are cut into objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Some hundred events an object, as a busy trail delivers them.
    Big,
    /// Eight events an object, as a quiet one does.
    Tiny,
    /// One file, one event a line.
    Ndjson,
    /// The same, compressed.
    NdjsonGz,
}

/// A CloudTrail archive of one week that is still to be written.
#[derive(Debug, Clone)]
#[must_use]
pub struct Archive {
    shape: Shape,
    events: u64,
    seed: u64,
    threads: u64,
}

/// What was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// Files.
    pub objects: u64,
    /// Records in them.
    pub events: u64,
    /// Bytes of JSON.
    pub json_bytes: u64,
    /// Bytes on disk.
    pub file_bytes: u64,
}

impl Archive {
    /// An archive with as many events as its shape is measured with, seed 1, two threads.
    pub fn new(shape: Shape) -> Self {
        let events = if shape == Shape::Tiny {
            400_000
        } else {
            1_000_000
        };
        Self {
            shape,
            events,
            seed: 1,
            threads: 2,
        }
    }

    /// How many events it has.
    pub fn wanted_events(&self) -> u64 {
        self.events
    }

    /// With this many events.
    pub fn events(self, events: u64) -> Self {
        Self { events, ..self }
    }

    /// With the events of another seed.
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// Written by this many threads, at least one; the bytes do not depend on it.
    pub fn threads(self, threads: u64) -> Self {
        Self {
            threads: threads.max(1),
            ..self
        }
    }

    /// Writes the archive below `folder`, which is made.
    ///
    /// # Errors
    ///
    /// When a folder or a file cannot be written.
    pub fn write(&self, folder: &Path) -> io::Result<Written> {
        fs::create_dir_all(folder)?;
        match self.shape {
            Shape::Big | Shape::Tiny => self.write_objects(folder),
            Shape::Ndjson => {
                let mut file = BufWriter::new(File::create(folder.join("events.ndjson"))?);
                let written = self.write_lines(&mut file)?;
                file.flush()?;
                Ok(Written {
                    file_bytes: written.json_bytes,
                    ..written
                })
            }
            Shape::NdjsonGz => {
                let path = folder.join("events.ndjson.gz");
                let mut file = GzEncoder::new(File::create(&path)?, Compression::default());
                let written = self.write_lines(&mut file)?;
                file.finish()?;
                Ok(Written {
                    file_bytes: fs::metadata(&path)?.len(),
                    ..written
                })
            }
        }
    }

    /// The `eventID` of an event in the middle; `None` of an archive without events.
    pub fn needle(&self) -> Option<String> {
        let middle = self.objects() / 2;
        let chunk = self.chunks(middle).next()?;
        let text = chunk.text("", "\n", "");
        let event = text.lines().nth(chunk.events as usize / 2)?;
        let (_, id) = event.split_once(r#""eventID":""#)?;
        Some(id.split('"').next()?.to_owned())
    }

    fn write_objects(&self, folder: &Path) -> io::Result<Written> {
        thread::scope(|scope| {
            let threads: Vec<_> = (0..self.threads)
                .map(|first| {
                    scope.spawn(move || {
                        self.chunks(first)
                            .try_fold(Written::default(), |sum, chunk| {
                                Ok::<_, io::Error>(sum.and(chunk.write(folder)?))
                            })
                    })
                })
                .collect();
            threads
                .into_iter()
                .try_fold(Written::default(), |sum, thread| {
                    Ok(sum.and(thread.join().expect("a writer does not panic")?))
                })
        })
    }

    /// The threads make texts in turn, and this one writes them in order.
    fn write_lines(&self, file: &mut impl Write) -> io::Result<Written> {
        thread::scope(|scope| {
            let threads: Vec<_> = (0..self.threads)
                .map(|first| {
                    let (send, receive) = mpsc::sync_channel(4);
                    scope.spawn(move || {
                        for chunk in self.chunks(first) {
                            // Nobody listens any more once writing has failed.
                            if send
                                .send((chunk.events, chunk.text("", "\n", "\n")))
                                .is_err()
                            {
                                break;
                            }
                        }
                    });
                    receive
                })
                .collect();
            let mut written = Written {
                objects: 1,
                ..Written::default()
            };
            for turn in 0.. {
                let Ok((events, text)) = threads[turn % threads.len()].recv() else {
                    break;
                };
                file.write_all(text.as_bytes())?;
                written.events += events;
                written.json_bytes += text.len() as u64;
            }
            Ok(written)
        })
    }

    fn objects(&self) -> u64 {
        match self.shape {
            Shape::Tiny => self.events.div_ceil(EVENTS_OF_A_TINY_OBJECT),
            Shape::Big | Shape::Ndjson | Shape::NdjsonGz => {
                self.events.div_ceil(EVENTS_OF_A_BIG_OBJECT)
            }
        }
    }

    /// The objects of the thread that begins with number `first`, in order.
    fn chunks(&self, first: u64) -> impl Iterator<Item = Chunk> {
        let objects = self.objects();
        (first..objects)
            .step_by(self.threads as usize)
            .map(move |number| Chunk {
                number,
                objects,
                events: self.until(number + 1) - self.until(number),
                seed: self.seed,
            })
    }

    /// How many events lie in the objects before `number`. Objects of the big shape differ in size.
    fn until(&self, number: u64) -> u64 {
        match self.shape {
            Shape::Tiny => (number * EVENTS_OF_A_TINY_OBJECT).min(self.events),
            Shape::Big | Shape::Ndjson | Shape::NdjsonGz => {
                let even = number * EVENTS_OF_A_BIG_OBJECT;
                let shift = Random::new(self.seed, number).below(EVENTS_OF_A_BIG_OBJECT * 3 / 4);
                if number == 0 {
                    0
                } else {
                    (even + shift).min(self.events)
                }
            }
        }
    }
}

impl Written {
    fn and(self, other: Self) -> Self {
        Self {
            objects: self.objects + other.objects,
            events: self.events + other.events,
            json_bytes: self.json_bytes + other.json_bytes,
            file_bytes: self.file_bytes + other.file_bytes,
        }
    }
}

/// The events of one object.
struct Chunk {
    number: u64,
    objects: u64,
    events: u64,
    seed: u64,
}

impl Chunk {
    fn place(&self) -> Place<'static> {
        PLACES[self.number as usize % PLACES.len()]
    }

    /// When the object was delivered.
    fn delivered(&self) -> i64 {
        START + WEEK * (self.number as i64 + 1) / self.objects as i64
    }

    fn text(&self, before: &str, between: &str, after: &str) -> String {
        let mut random = Random::new(self.seed, self.number << 1 | 1 << 63);
        let mut out = String::with_capacity(1500 * self.events as usize + 64);
        out += before;
        for at in 0..self.events {
            if at > 0 {
                out += between;
            }
            // Delivery lags behind by minutes; once in a long while by hours.
            let lag = if random.once_in(20_000) {
                3600 + random.below(5 * 3600)
            } else {
                30 + random.below(14 * 60)
            };
            let time = moment(self.delivered() - lag as i64).format("%Y-%m-%dT%H:%M:%SZ");
            event(&mut out, &mut random, self.place(), &time.to_string());
        }
        out += after;
        out
    }

    fn write(&self, folder: &Path) -> io::Result<Written> {
        let Place { account, region } = self.place();
        let delivered = moment(self.delivered());
        let folder = folder.join(format!(
            "AWSLogs/{account}/CloudTrail/{region}/{}",
            delivered.format("%Y/%m/%d")
        ));
        fs::create_dir_all(&folder)?;
        let unique = Random::new(self.seed, self.number).text(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
            16,
        );
        let name = format!(
            "{account}_CloudTrail_{region}_{}_{unique}.json.gz",
            delivered.format("%Y%m%dT%H%MZ")
        );
        let text = self.text(r#"{"Records":["#, ",", "]}");
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text.as_bytes())?;
        let bytes = encoder.finish()?;
        fs::write(folder.join(name), &bytes)?;
        Ok(Written {
            objects: 1,
            events: self.events,
            json_bytes: text.len() as u64,
            file_bytes: bytes.len() as u64,
        })
    }
}

fn moment(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).expect("a second of 2024 is a time")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_share_out_all_events() {
        for (shape, events) in [
            (Shape::Big, 10_000),
            (Shape::Tiny, 85),
            (Shape::Ndjson, 3),
            (Shape::Big, 0),
        ] {
            let archive = Archive::new(shape).events(events);
            assert_eq!(archive.until(archive.objects()), events);
            let sum: u64 = (0..2)
                .flat_map(|first| archive.chunks(first))
                .map(|chunk| chunk.events)
                .sum();
            assert_eq!(sum, events);
        }
    }

    #[test]
    fn the_needle_is_one_event() {
        let mut out = Vec::new();
        let archive = Archive::new(Shape::Ndjson).events(2000);
        archive
            .write_lines(&mut out)
            .expect("a Vec takes every write");
        let text = String::from_utf8(out).expect("JSON is UTF-8");
        let needle = archive.needle().expect("there are events");
        assert_eq!(text.matches(&needle).count(), 1);
        assert_eq!(Archive::new(Shape::Ndjson).events(0).needle(), None);
    }

    #[test]
    fn threads_do_not_change_the_bytes() {
        let lines = |threads| {
            let mut out = Vec::new();
            let archive = Archive::new(Shape::Ndjson).events(2000).threads(threads);
            let written = archive
                .write_lines(&mut out)
                .expect("a Vec takes every write");
            assert_eq!(written.events, 2000);
            out
        };
        assert_eq!(lines(1), lines(3));
    }
}
