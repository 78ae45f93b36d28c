//! Redis on the same points: `GEOSEARCH` over a sorted set, asked over the wire.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

/// Commands sent before their replies are read.
const PIPELINED: usize = 50;
/// Redis knows no latitudes beyond.
const MAX_LAT: f64 = 85.05;
const KEY: &str = "stores";

type Place = (f64, f64);

/// A server of one's own that holds places.
pub struct Redis(BufReader<TcpStream>);

impl Redis {
    /// Writes places, in degrees north and east, to the server on a port of this machine.
    pub fn with(port: &str, places: &[Place]) -> Self {
        let stream = TcpStream::connect(format!("127.0.0.1:{port}")).expect("a Redis server");
        stream.set_nodelay(true).expect("a socket");
        let mut redis = Self(BufReader::new(stream));
        let known = places.iter().enumerate().filter(|(_, at)| at.0.abs() <= MAX_LAT);
        let commands: Vec<Vec<String>> = known
            .map(|(place, at)| {
                vec![
                    "GEOADD".into(),
                    KEY.into(),
                    at.1.to_string(),
                    at.0.to_string(),
                    place.to_string(),
                ]
            })
            .collect();
        for chunk in commands.chunks(1_000) {
            redis.send(chunk);
            chunk.iter().for_each(|_| assert!(redis.reply().len() == 1));
        }
        redis
    }

    /// Metres to the nearest of each question, within a radius, in order.
    pub fn nearest(&mut self, questions: &[Place], radius_m: f64, count: usize) -> Vec<Vec<f64>> {
        let command = |from: &Place| {
            let text = format!(
                "GEOSEARCH {KEY} FROMLONLAT {} {} BYRADIUS {radius_m} m ASC COUNT {count} WITHDIST",
                from.1, from.0
            );
            text.split(' ').map(str::to_owned).collect()
        };
        let mut found = Vec::new();
        for chunk in questions.chunks(PIPELINED) {
            self.send(&chunk.iter().map(command).collect::<Vec<Vec<String>>>());
            // Of each store its name and its distance.
            found.extend(chunk.iter().map(|_| {
                self.reply().chunks(2).map(|pair| pair[1].parse().expect("metres")).collect()
            }));
        }
        found
    }

    fn send(&mut self, commands: &[Vec<String>]) {
        let mut text = String::new();
        for words in commands {
            write!(text, "*{}\r\n", words.len()).expect("a string");
            for word in words {
                write!(text, "${}\r\n{word}\r\n", word.len()).expect("a string");
            }
        }
        self.0.get_mut().write_all(text.as_bytes()).expect("a server that listens");
    }

    /// The words of a reply, whatever its nesting.
    fn reply(&mut self) -> Vec<String> {
        let mut line = String::new();
        self.0.read_line(&mut line).expect("a reply");
        let (kind, rest) = line.trim_end().split_at(1);
        let length = || rest.parse::<usize>().expect("a length");
        match kind {
            "*" => (0..length()).flat_map(|_| self.reply()).collect(),
            "$" => {
                let mut word = vec![0; length() + 2];
                self.0.read_exact(&mut word).expect("a word");
                word.truncate(word.len() - 2);
                vec![String::from_utf8(word).expect("text")]
            }
            ":" | "+" => vec![rest.to_owned()],
            _ => panic!("Redis says {line}"),
        }
    }
}
