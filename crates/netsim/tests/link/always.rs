//! Rules that hold for links of every kind.

use std::time::{Duration, Instant};

use netsim::{Bottleneck, Cross, Jitter, Limit, Link, Loss, OnOff, Profile, Step};
use proptest::prelude::*;

fn millis(range: std::ops::Range<u64>) -> impl Strategy<Value = Duration> {
    range.prop_map(Duration::from_millis)
}

fn losses() -> impl Strategy<Value = Loss> {
    prop_oneof![
        Just(Loss::Never),
        (0.0..0.5f64).prop_map(Loss::Bernoulli),
        (0.01..0.4f64, 1.0..20.0f64).prop_map(|(share, length)| Loss::bursts(share, length)),
    ]
}

prop_compose! {
    fn bottlenecks()(
        rates in prop::collection::vec(20_000..5_000_000u64, 1..5),
        limit in prop_oneof![
            (1500..60_000usize).prop_map(Limit::Bytes),
            millis(5..500).prop_map(Limit::Time),
        ],
    ) -> Bottleneck {
        let steps = rates.iter().enumerate();
        let step = |(at, rate): (usize, &u64)| Step {
            at: Duration::from_millis(at as u64 * 300),
            bits_per_second: *rate,
        };
        Bottleneck { capacity: steps.map(step).collect(), queue: limit }
    }
}

prop_compose! {
    fn profiles(reorders: bool)(
        delay in millis(0..200),
        most in millis(0..60),
        loss in losses(),
        bottleneck in prop::option::of(bottlenecks()),
        rates in prop::collection::vec((10_000..1_000_000u64, any::<bool>()), 0..3),
    ) -> Profile {
        let rest = OnOff { on: Duration::from_millis(200), off: Duration::from_millis(300) };
        let cross = rates.iter().map(|(bits_per_second, steady)| Cross {
            bits_per_second: *bits_per_second,
            packet: 1000,
            on_off: (!steady).then_some(rest),
        });
        Profile { delay, jitter: Jitter { most, reorders }, loss, bottleneck, cross: cross.collect() }
    }
}

fn sends() -> impl Strategy<Value = Vec<(u64, usize)>> {
    prop::collection::vec((0..20_000u64, 40..1500usize), 1..300)
}

/// Sends packets after these pauses (microseconds); gives the arrivals up to `until` after the start.
fn run(
    link: &mut Link<usize>,
    start: Instant,
    sends: &[(u64, usize)],
    until: Duration,
) -> Vec<(Instant, usize)> {
    let mut now = start;
    for (number, (pause, bytes)) in sends.iter().enumerate() {
        now += Duration::from_micros(*pause);
        link.send(now, *bytes, number);
    }
    std::iter::from_fn(|| link.poll(start + until)).collect()
}

proptest! {
    #[test]
    fn every_packet_is_somewhere(profile in profiles(true), sends in sends(), seed: u64, until in millis(0..5000)) {
        let start = Instant::now();
        let mut link = Link::new(profile, start, seed);
        let arrived = run(&mut link, start, &sends, until);
        let counters = link.counters();
        prop_assert_eq!(counters.sent, sends.len() as u64);
        prop_assert_eq!(counters.delivered, arrived.len() as u64);
        let gone = counters.delivered + counters.lost + counters.overflowed;
        prop_assert_eq!(gone + link.under_way() as u64, counters.sent);
        prop_assert!(arrived.is_sorted_by_key(|(at, _)| *at));
        prop_assert!(link.next().is_none_or(|next| next > start + until));
    }

    #[test]
    fn nothing_overtakes_without_reordering(profile in profiles(false), sends in sends(), seed: u64) {
        let start = Instant::now();
        let mut link = Link::new(profile, start, seed);
        let arrived = run(&mut link, start, &sends, Duration::from_secs(86_400));
        prop_assert!(arrived.is_sorted_by_key(|(_, number)| *number));
    }

    #[test]
    fn a_seed_makes_the_network(profile in profiles(true), sends in sends(), seed: u64) {
        let start = Instant::now();
        let far = Duration::from_secs(86_400);
        let first = run(&mut Link::new(profile.clone(), start, seed), start, &sends, far);
        let second = run(&mut Link::new(profile, start, seed), start, &sends, far);
        prop_assert_eq!(first, second);
    }

    #[test]
    fn no_bit_is_faster_than_the_wire(bottleneck in bottlenecks(), sends in sends(), seed: u64) {
        let start = Instant::now();
        let fastest = bottleneck.capacity.iter().map(|s| s.bits_per_second).max().unwrap_or(0);
        let profile = Profile { bottleneck: Some(bottleneck), ..Profile::default() };
        let mut link = Link::new(profile, start, seed);
        let arrived = run(&mut link, start, &sends, Duration::from_secs(86_400));
        // From the end of one packet to the end of any later one no more passes than the wire carries.
        for begin in 0..arrived.len() {
            let mut bits = 0;
            for (at, number) in &arrived[begin + 1..] {
                bits += sends[*number].1 as u128 * 8;
                let nanos = (*at - arrived[begin].0).as_nanos();
                prop_assert!(bits * 1_000_000_000 <= nanos * u128::from(fastest));
            }
        }
    }

    #[test]
    fn nobody_waits_longer_than_the_queue_allows(
        rate in 20_000..5_000_000u64, limit in millis(5..500), sends in sends(), seed: u64,
    ) {
        let start = Instant::now();
        let bottleneck = Some(Bottleneck::constant(rate, Limit::Time(limit)));
        let mut link = Link::new(Profile { bottleneck, ..Profile::default() }, start, seed);
        run(&mut link, start, &sends, Duration::ZERO);
        prop_assert!(link.delays().quantile(1.0, start, start + Duration::from_secs(86_400)) <= limit);
    }
}
