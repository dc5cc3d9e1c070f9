//! Links look as their profile says.

use std::time::{Duration, Instant};

use netsim::{Bottleneck, Cross, Limit, Link, Loss, OnOff, Profile};

/// 1,000-byte packets, this many milliseconds apart; gives when each arrived.
fn steady(profile: Profile, seed: u64, packets: u64, apart: u64) -> Vec<Option<Duration>> {
    let start = Instant::now();
    let mut link = Link::new(profile, start, seed);
    let mut arrived = vec![None; packets as usize];
    for number in 0..packets {
        link.send(start + Duration::from_millis(number * apart), 1000, number);
    }
    while let Some((at, number)) = link.poll(start + Duration::from_secs(86_400)) {
        arrived[number as usize] = Some(at - start);
    }
    arrived
}

fn share_lost(arrived: &[Option<Duration>]) -> f64 {
    arrived.iter().filter(|at| at.is_none()).count() as f64 / arrived.len() as f64
}

#[test]
fn loss_has_its_share_and_its_bursts() {
    for loss in [Loss::Bernoulli(0.1), Loss::bursts(0.1, 5.0)] {
        let profile = Profile {
            loss,
            ..Profile::default()
        };
        let arrived = steady(profile, 4, 50_000, 1);
        assert!((0.08..0.12).contains(&share_lost(&arrived)), "{loss:?}");
        let bursts = arrived
            .windows(2)
            .filter(|w| w[0].is_some() && w[1].is_none())
            .count();
        let length = share_lost(&arrived) * 50_000.0 / bursts as f64;
        let expected = if loss == Loss::Bernoulli(0.1) { 1.1 } else { 5.0 };
        assert!((length - expected).abs() < 0.5, "{loss:?}: {length}");
    }
}

#[test]
fn a_packet_on_the_wire_feels_the_change_of_capacity() {
    let bottleneck =
        Bottleneck::constant(8_000, Limit::Bytes(10_000)).then(Duration::from_millis(500), 80_000);
    let profile = Profile {
        delay: Duration::from_millis(20),
        bottleneck: Some(bottleneck),
        ..Profile::default()
    };
    // Half a second at 8 kbit/s carries half of it, the other half takes 50 ms.
    assert_eq!(steady(profile, 0, 1, 1), [Some(Duration::from_millis(570))]);
}

#[test]
fn an_outage_ends() {
    let bottleneck = Bottleneck::constant(0, Limit::Bytes(10_000)).then(Duration::from_secs(2), 8_000_000);
    let profile = Profile {
        bottleneck: Some(bottleneck),
        ..Profile::default()
    };
    let at = steady(profile, 0, 1, 1)[0].expect("it arrives");
    assert!(at > Duration::from_secs(2) && at < Duration::from_millis(2002));
}

#[test]
fn others_take_their_part() {
    let cross = |on_off| Cross {
        bits_per_second: 600_000,
        packet: 1000,
        on_off,
    };
    let lost = |cross: Vec<Cross>| {
        let bottleneck = Some(Bottleneck::constant(
            1_000_000,
            Limit::Time(Duration::from_millis(50)),
        ));
        let profile = Profile {
            bottleneck,
            cross,
            ..Profile::default()
        };
        // 800 kbit/s of ours.
        share_lost(&steady(profile, 9, 6000, 10))
    };
    assert!(lost(Vec::new()) < 0.001);
    let always = lost(vec![cross(None)]);
    assert!((0.2..0.5).contains(&always), "{always}");
    let pause = Duration::from_secs(1);
    let half = lost(vec![cross(Some(OnOff {
        on: pause,
        off: pause,
    }))]);
    assert!((0.3 * always..0.7 * always).contains(&half), "{half} of {always}");
}
