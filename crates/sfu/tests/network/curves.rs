//! What a viewer got over time, drawn: `CURVES=folder` in the environment has every scenario leave a picture and
//! print its figures as a line of a table.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use crate::world::World;

/// Between two points.
const STEP: Duration = Duration::from_millis(500);
/// Size of each of the two panels, in pixels, and the room around them.
const PANEL: (f64, f64) = (760.0, 150.0);
const MARGIN: (f64, f64) = (60.0, 26.0);

/// Draws the rate that viewer `leg` received in slot 0 and his way's queue, if pictures are asked for. What is printed
/// counts from the first of the two moments on. `capacity` is the way's, from each moment on, in bits a second.
pub(crate) fn draw(
    name: &str,
    world: &World,
    leg: u64,
    (from, until): (Duration, Duration),
    capacity: &[(u64, u64)],
) {
    let Some(folder) = std::env::var_os("CURVES") else {
        return;
    };
    tell(name, world, leg, (from, until));
    let steps = (until.as_millis() / STEP.as_millis()) as u32;
    let between = |step: u32| (STEP * step, STEP * (step + 1));
    let rates = (0..steps).map(|step| {
        let (from, to) = between(step);
        world.seen(leg, 0, from, to).rate as f64 / 1e6
    });
    let queues = (0..steps).map(|step| {
        let (from, to) = between(step);
        world.queue(leg, from, to).as_secs_f64() * 1e3
    });
    let (rates, queues): (Vec<f64>, Vec<f64>) = rates.zip(queues).unzip();
    let wire: Vec<f64> = (0..steps)
        .map(|step| {
            let second = (STEP * step).as_secs();
            let now = capacity.iter().rev().find(|(from, _)| *from <= second);
            now.map_or(0.0, |(_, bits)| *bits as f64 / 1e6)
        })
        .collect();
    let mut svg = String::new();
    let (width, height) = (PANEL.0 + 2.0 * MARGIN.0, 2.0 * (PANEL.1 + 2.0 * MARGIN.1));
    let _ = write!(
        svg,
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12" fill="#444"><rect width="100%" height="100%" fill="#fff"/>"##
    );
    panel(
        &mut svg,
        0.0,
        "received, and capacity (dashed), Mbit/s",
        &[(&wire, "#999", "5 4"), (&rates, "#0f766e", "")],
    );
    panel(
        &mut svg,
        1.0,
        "queue on the way, 95th percentile, ms",
        &[(&queues, "#b45309", "")],
    );
    let seconds = until.as_secs();
    let _ = write!(
        svg,
        r#"<text x="{}" y="{}" text-anchor="end">{seconds} s</text></svg>"#,
        MARGIN.0 + PANEL.0,
        height - 6.0
    );
    let file = Path::new(&folder).join(format!("{name}.svg"));
    std::fs::write(file, svg).expect("the folder of the pictures is there");
}

/// Prints what viewer `leg` saw in slot 0 and heard between two moments, if pictures are asked for: pictures a second,
/// seconds frozen a minute, kbit/s, sound concealed, and his way's queue (95th percentile).
#[expect(clippy::print_stdout, reason = "figures for whoever asks for the curves")]
pub(crate) fn tell(name: &str, world: &World, leg: u64, (from, until): (Duration, Duration)) {
    if std::env::var_os("CURVES").is_none() {
        return;
    }
    let seen = world.seen(leg, 0, from, until);
    println!(
        "| {name} | {:.1} | {:.1} | {} | {:.1} % | {:.0} ms |",
        seen.frames,
        seen.frozen.as_secs_f64() * 60.0 / (until - from).as_secs_f64(),
        seen.rate / 1000,
        100.0 * world.concealed(leg, from, until - Duration::from_secs(1)),
        world.queue(leg, from, until).as_secs_f64() * 1e3,
    );
}

fn panel(svg: &mut String, number: f64, title: &str, lines: &[(&[f64], &str, &str)]) {
    let top = number * (PANEL.1 + 2.0 * MARGIN.1) + MARGIN.1;
    let most = lines.iter().flat_map(|(values, ..)| values.iter().copied());
    let most = most.fold(0.001, f64::max) * 1.1;
    let (left, bottom) = (MARGIN.0, top + PANEL.1);
    let _ = write!(
        svg,
        r##"<text x="{left}" y="{}">{title}</text><text x="{}" y="{}" text-anchor="end">{most:.1}</text><text x="{}" y="{bottom}" text-anchor="end">0</text><path d="M{left} {top}V{bottom}H{}" fill="none" stroke="#ccc"/>"##,
        top - 6.0,
        left - 6.0,
        top + 10.0,
        left - 6.0,
        left + PANEL.0
    );
    for (values, colour, dashes) in lines {
        let points = values.iter().enumerate().map(|(at, value)| {
            let x = left + PANEL.0 * at as f64 / values.len().max(1) as f64;
            format!("{x:.1},{:.1} ", bottom - PANEL.1 * value / most)
        });
        let points: String = points.collect();
        let _ = write!(
            svg,
            r#"<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}"/>"#
        );
    }
}
