//! The figures as tables, with what is asked of them beside.

use std::iter::repeat;
use std::time::Duration;

use super::flood::Flood;
use super::loads::{Memory, Row};
use super::shards::Shards;
use super::storm::{Spent, Storm};

/// A loop that only encrypts and sends: packets and CPU.
pub(super) type Bare = (u64, Duration);

/// Everything that was measured; what is missing is explained in the notes.
#[derive(Default)]
pub(super) struct Report {
    /// Encrypt and send in batches, before and after the loads.
    pub(super) batched: Vec<Bare>,
    /// Encrypt and send a picture in one piece.
    pub(super) segmented: Vec<Bare>,
    /// Loads of ours.
    pub(super) rows: Vec<Row>,
    /// The loads at which delay is measured.
    pub(super) busy: Vec<Row>,
    /// The same loads on Janus, by the number of subscribers.
    pub(super) janus: Vec<(usize, Row)>,
    /// Seconds a packet with one receiver for pictures and with a hundred, in turn.
    pub(super) slots: Vec<(f64, f64)>,
    /// Many joins at once.
    pub(super) storm: Option<Storm>,
    /// Garbage from strangers while a call runs.
    pub(super) flood: Option<Flood>,
    /// One shard and two.
    pub(super) shards: Vec<Shards>,
    /// One room on one shard and on two.
    pub(super) span: Vec<Shards>,
    /// What was not measured, and why.
    pub(super) notes: Vec<String>,
}

/// Seconds of CPU a packet.
pub(super) fn each(row: &Row) -> f64 {
    row.measured.cpu.as_secs_f64() / row.measured.delivered.max(1) as f64
}

fn rate(bare: &[Bare]) -> Option<f64> {
    let packets: u64 = bare.iter().map(|(packets, _)| packets).sum();
    let cpu: Duration = bare.iter().map(|(_, cpu)| cpu).sum();
    (packets > 0).then(|| packets as f64 / cpu.as_secs_f64().max(1e-9))
}

fn ratio(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| format!("{value:.2}"))
}

fn kilobytes(bytes: u64) -> f64 {
    bytes as f64 / 1000.0
}

/// What a storm took of the processors.
fn cpu(spent: &Spent) -> String {
    let (media, handshakes) = (spent.media.as_secs_f64(), spent.handshakes.as_secs_f64());
    format!(
        "{:.2} s ({media:.2} s media, {handshakes:.2} s handshakes; the clients {:.2} s)",
        media + handshakes,
        spent.clients.as_secs_f64(),
    )
}

fn print_storm(storm: &Storm) {
    println!(
        "| 500 joins within 2 s of CPU | {} joins to one call, one in ten with his microphone on: {}, all connected \
         after {:.2} s |",
        storm.joins,
        cpu(&storm.connected),
        storm.connected.wall.as_secs_f64(),
    );
    println!(
        "| the same until they see the call's camera | {}, {} of them after {:.2} s; groups of pictures replayed: \
         {} |",
        cpu(&storm.pictured),
        storm.pictures,
        storm.pictured.wall.as_secs_f64(),
        storm.replayed,
    );
    println!(
        "| no media packet late by more than 20 ms meanwhile | slowest {:.1} ms (before: {:.1} ms), {:.2} % \
         delivered |",
        f64::from(storm.slowest) / 1000.0,
        f64::from(storm.calm) / 1000.0,
        100.0 * storm.delivered,
    );
}

impl Report {
    /// Prints everything.
    pub(super) fn print(&self) {
        self.print_rows();
        self.print_targets();
        for note in &self.notes {
            println!("\n{note}");
        }
    }

    /// How many times more a load of ours does than Janus with as many subscribers.
    fn against_janus(&self, row: &Row) -> Option<f64> {
        let same = |(watchers, _): &&(usize, Row)| row.what.starts_with(&format!("1 → {watchers},"));
        let (_, janus) = self.janus.iter().find(same)?;
        Some(row.measured.per_second() / janus.measured.per_second())
    }

    fn print_rows(&self) {
        println!(
            "| Load | Delivered | Packets | µs each | A CPU-second | × sendmmsg | × Janus | Server | Clients | \
             p50 / p99 / most ms | kB a subscriber | Allocations a packet | In a packet |"
        );
        println!("|{}", " --- |".repeat(13));
        let loops = [
            ("Encrypt + sendmmsg", &self.batched),
            ("Encrypt + GSO of 4", &self.segmented),
        ];
        let batched = rate(&self.batched);
        for (what, bare) in loops {
            if let Some(rate) = rate(bare) {
                let packets: u64 = bare.iter().map(|(packets, _)| packets).sum();
                let (micros, against) = (1e6 / rate, ratio(batched.map(|batched| rate / batched)));
                println!(
                    "| {what}, 50 peers | | {packets} | {micros:.2} | {rate:.0} | {against} | | | | | | | |"
                );
            }
        }
        let janus = self.janus.iter().map(|(_, row)| row);
        for row in self.rows.iter().chain(&self.busy).chain(janus) {
            self.print_row(row, batched);
        }
        println!(
            "\nDelivered: of what was published, to everybody who takes it; a load below 99.9 % is marked. CPU is \
             that of the whole server process, Server and Clients in percent of one processor. Delay is from the \
             sender's stamp to the arrival at the receiver's socket, and includes what the sender's own encryption \
             takes. In: datagrams that the server received for each packet it forwarded, mostly feedback."
        );
        println!(
            "\nMemory is what the server grew by: for a subscriber since publishers had sent for a while, for a \
             participant since the room was empty, with what is kept of his packets. On our server everybody \
             announces four sources as pages do (microphone, camera in three encodings, screen in two, its sound) \
             and sends none of them, or one: who publishes announces his camera in one encoding. There are as many \
             receivers as pages have, 25 for pictures and four for sound."
        );
    }

    fn print_row(&self, row: &Row, batched: Option<f64>) {
        let Row { what, measured, .. } = row;
        let delivered = 100.0 * measured.delivered as f64 / measured.expected.max(1) as f64;
        let mark = if measured.is_whole() { "" } else { " (not whole)" };
        let wrong = match measured.wrong {
            0 => String::new(),
            wrong => format!(" ({wrong} wrong)"),
        };
        let (micros, second) = (each(row) * 1e6, measured.per_second());
        let clients = 100.0 * measured.clients.as_secs_f64() / measured.wall.as_secs_f64().max(1e-9);
        let millis = |micros: u32| f64::from(micros) / 1000.0;
        let memory = match row.memory {
            Some(Memory::Subscriber(bytes)) => format!("{:.0}", kilobytes(bytes)),
            Some(Memory::Participant(bytes)) => format!("{:.0} (a participant)", kilobytes(bytes)),
            None => String::new(),
        };
        let allocations = row
            .allocations
            .map_or_else(String::new, |each| format!("{each:.4}"));
        let incoming = row.incoming.map_or_else(String::new, |each| format!("{each:.2}"));
        println!(
            "| {what} | {delivered:.2} %{mark}{wrong} | {} | {micros:.2} | {second:.0} | {} | {} | {:.0} % | \
             {clients:.0} % | {:.2} / {:.2} / {:.1} | {memory} | {allocations} | {incoming} |",
            measured.delivered,
            ratio(batched.map(|batched| second / batched)),
            ratio(self.against_janus(row)),
            100.0 * measured.load(),
            millis(measured.median),
            millis(measured.p99),
            millis(measured.slowest),
        );
    }

    fn print_targets(&self) {
        println!("\n| Asked | Measured |");
        println!("| --- | --- |");
        let fan = self.rows.iter().find(|row| row.what.starts_with("1 → 50,"));
        if let Some(row) = fan {
            let second = row.measured.per_second();
            println!("| 200,000 packets a CPU-second, 1 → 50 | {second:.0} |");
            let part = rate(&self.batched).map(|batched| 100.0 * second / batched);
            if let Some(part) = part {
                println!("| 60 % of encrypt + sendmmsg | {part:.0} % |");
            }
            if let Some(times) = self.against_janus(row) {
                println!("| 4 × Janus | {times:.1} × |");
            }
        }
        for Row {
            what,
            measured,
            usual,
            ..
        } in &self.busy
        {
            println!(
                "| p99 added delay below 2 ms at 60 % load | {:.2} ms at {:.0} %{} ({what}); the server waited for its \
                 processor for {} of {} ms, and the host kept {} ms from both |",
                f64::from(measured.p99) / 1000.0,
                100.0 * measured.load(),
                if measured.is_whole() {
                    ""
                } else {
                    ", not delivered whole"
                },
                measured.waited.as_millis(),
                measured.wall.as_millis(),
                measured.stolen.as_millis(),
            );
            if let Some((p99, load)) = usual {
                println!(
                    "| the same in the middle one of nine seconds | {:.2} ms at {:.0} % |",
                    f64::from(*p99) / 1000.0,
                    100.0 * load,
                );
            }
        }
        for Row { what, memory, .. } in &self.rows {
            match memory {
                Some(Memory::Subscriber(bytes)) => {
                    println!(
                        "| below 150 kB a subscriber | {:.0} kB ({what}) |",
                        kilobytes(*bytes)
                    );
                }
                Some(Memory::Participant(bytes)) => {
                    println!("| memory a participant | {:.0} kB ({what}) |", kilobytes(*bytes));
                }
                None => {}
            }
        }
        for row in &self.rows {
            if let Some(each) = row.allocations {
                println!(
                    "| no allocation on the packet path | {each:.4} a packet ({}) |",
                    row.what
                );
            }
        }
        self.print_rest();
    }

    fn print_rest(&self) {
        let (one, hundred): (f64, f64) = self
            .slots
            .iter()
            .fold((0.0, 0.0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
        if one > 0.0 {
            let growth = 100.0 * (hundred / one - 1.0);
            let runs = self.slots.len() as f64;
            println!(
                "| below 10 % more from 1 to 100 receivers for pictures | {growth:+.1} % ({:.2} → {:.2} µs) |",
                1e6 * one / runs,
                1e6 * hundred / runs,
            );
        }
        self.storm.iter().for_each(print_storm);
        if let Some(Flood { calm, flooded, taken }) = &self.flood {
            let millis = |micros: u32| f64::from(micros) / 1000.0;
            println!(
                "| 100 k packets of garbage a second: a running call's p99 below 5 ms | {:.2} ms with {:.0} k a second \
                 (before: {:.2} ms), {:.2} % delivered, the server at {:.0} % (before: {:.0} %) |",
                millis(flooded.p99),
                taken / 1000.0,
                millis(calm.p99),
                100.0 * flooded.delivered as f64 / flooded.expected.max(1) as f64,
                100.0 * flooded.load(),
                100.0 * calm.load(),
            );
        }
        for (shards, rooms) in self
            .shards
            .iter()
            .zip(repeat("six rooms"))
            .chain(self.span.iter().zip(repeat("one room")))
        {
            let loads: Vec<String> = shards
                .loads
                .iter()
                .map(|load| format!("{:.0} %", 100.0 * load))
                .collect();
            let measured = &shards.measured;
            println!(
                "| {} | {:.0} packets a CPU-second, {:.0} a second of the clock; media threads at {}; {:.2} % delivered |",
                match shards.count {
                    1 => format!("one shard, {rooms}"),
                    count => format!("{count} shards at least 1.8 × one, {rooms}"),
                },
                measured.per_second(),
                measured.delivered as f64 / measured.wall.as_secs_f64(),
                loads.join(" and "),
                100.0 * measured.delivered as f64 / measured.expected.max(1) as f64,
            );
        }
        for (pair, load) in [(&self.shards, "six rooms"), (&self.span, "one room")] {
            let [one, two] = &pair[..] else { continue };
            let times = 2.0 * two.measured.per_second() / one.measured.per_second();
            println!(
                "\nTwo shards carry {times:.2} × what one does of {load} where each has a processor, by the CPU that the same load \
                 takes. By the clock that cannot be shown here: two processors are shared with the clients, \
                 which need as much as the server."
            );
        }
    }
}
