//! The media plane under load, next to Janus and to loops that only encrypt and send, in one run: packets a
//! CPU-second, delay, memory, allocations and joins. Every client is a whole one, of another implementation
//! (str0m), and answers with all the feedback that a page gives.

mod bare;
mod client;
mod clock;
mod drain;
mod fan_out;
mod flood;
mod inbox;
mod janus;
mod joining;
mod leisure;
mod loads;
mod mark;
mod plan;
mod plane;
mod process;
mod profile;
mod protocol;
mod report;
mod sender;
mod server;
mod session;
mod shards;
mod storm;
mod tally;
mod workers;

pub(crate) use server::run as serve;

use std::io::Result;
use std::time::Duration;

use janus::Janus;
use joining::VIDEO_SLOTS;
use plan::Plan;
use report::Report;

/// Bytes of RTP payload of a picture's packet.
const PAYLOAD: usize = 1100;
/// Packets of a picture.
const FRAME: u64 = 4;
/// Packets a second of a publisher to many.
const RATE: u64 = 600;

/// Runs what the arguments ask for.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let value = |name: &str| {
        let at = arguments.iter().position(|word| word == name)?;
        arguments.get(at + 1).map(String::as_str)
    };
    if let Some(seconds) = value("--profile") {
        let seconds = Duration::from_secs(seconds.parse().unwrap_or(60));
        let number = |name, default| value(name).and_then(|text| text.parse().ok()).unwrap_or(default);
        let watchers = usize::try_from(number("--watchers", 50)).unwrap_or(50);
        return profile::run(watchers, number("--rate", RATE), seconds);
    }
    let plan = Plan {
        quick: arguments.iter().any(|word| word == "--quick"),
        janus: value("--janus").and_then(|address| address.parse().ok()),
        only: value("--only").map_or_else(Vec::new, |parts| parts.split(',').map(str::to_owned).collect()),
    };
    let mut report = Report::default();
    report.measure(&plan);
    report.print();
    Ok(())
}

impl Report {
    /// Runs the parts that are asked for, one after the other.
    fn measure(&mut self, plan: &Plan) {
        self.part(plan, ("bare", true), Self::bare);
        self.part(plan, ("1-50", true), |report, plan| {
            report.rows.push(loads::fan_out(50, RATE, VIDEO_SLOTS, plan)?);
            Ok(())
        });
        self.part(plan, ("janus", true), Self::janus);
        self.part(plan, ("1-100", false), |report, plan| {
            report.rows.push(loads::fan_out(100, RATE, VIDEO_SLOTS, plan)?);
            Ok(())
        });
        self.part(plan, ("10x10", true), |report, plan| {
            report.rows.push(loads::mesh(10, 9, RATE / 2, plan)?);
            Ok(())
        });
        self.part(plan, ("50x50", false), |report, plan| {
            report.rows.push(loads::mesh(50, 9, RATE / 10, plan)?);
            Ok(())
        });
        self.part(plan, ("voices", false), |report, plan| {
            report.rows.push(loads::voices(500, 3, plan)?);
            Ok(())
        });
        self.part(plan, ("busy", false), |report, plan| {
            let fan = report.rows.iter().find(|row| row.what.starts_with("1 → 50,"));
            let each = fan.map_or(4e-6, report::each);
            report.busy.push(loads::busy(RATE, each, plan)?);
            report.busy.push(loads::busy_rooms(RATE, each, plan)?);
            Ok(())
        });
        self.part(plan, ("slots", false), |report, plan| {
            for _ in 0..2 {
                let few = loads::fan_out(50, RATE, 1, plan)?;
                let many = loads::fan_out(50, RATE, 100, plan)?;
                report.slots.push((report::each(&few), report::each(&many)));
            }
            Ok(())
        });
        self.part(plan, ("storm", true), |report, plan| {
            report.storm = Some(storm::run(if plan.quick { 100 } else { 500 })?);
            Ok(())
        });
        self.part(plan, ("flood", true), |report, plan| {
            report.flood = Some(flood::run(plan)?);
            Ok(())
        });
        self.part(plan, ("shards", false), |report, plan| {
            for count in [1, 2] {
                report.shards.push(shards::run(count, plan)?);
            }
            Ok(())
        });
        self.part(plan, ("span", false), |report, plan| {
            for count in [1, 2] {
                report.span.push(shards::one_room(count, plan)?);
            }
            Ok(())
        });
        self.part(plan, ("bare", true), Self::bare);
    }

    /// Runs a part; one that fails says why in the notes, and the others go on.
    fn part(
        &mut self,
        plan: &Plan,
        (name, in_quick): (&str, bool),
        run: impl FnOnce(&mut Self, &Plan) -> Result<()>,
    ) {
        if !plan.runs(name, in_quick) {
            return;
        }
        eprintln!("{name} …");
        if let Err(error) = run(self, plan) {
            self.notes.push(format!("Not measured: {name}, because {error}."));
        }
    }

    fn bare(&mut self, plan: &Plan) -> Result<()> {
        let time = Duration::from_secs(if plan.quick { 1 } else { 3 });
        self.batched.push(bare::run(false, time)?);
        self.segmented.push(bare::run(true, time)?);
        Ok(())
    }

    fn janus(&mut self, plan: &Plan) -> Result<()> {
        let Some(address) = plan.janus else {
            self.notes
                .push("Not measured: Janus, because no address was given for it.".to_owned());
            return Ok(());
        };
        self.janus
            .push((50, loads::janus(&mut Janus::start(address)?, 50, RATE, plan)?));
        if !plan.quick {
            // At 600 it needs more than both processors.
            let row = loads::janus(&mut Janus::start(address)?, 100, RATE / 2, plan)?;
            self.janus.push((100, row));
        }
        Ok(())
    }
}
