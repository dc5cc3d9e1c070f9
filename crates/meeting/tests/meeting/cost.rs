//! What a join costs, counted in messages, bytes and commands.

use crate::support::*;
use meeting::Output;
use signal::ServerMessage;

#[derive(Debug, PartialEq, Eq)]
struct Cost {
    /// Serialised messages: what the server writes once each, whoever gets it.
    texts: usize,
    to_newcomer: usize,
    to_each_other: usize,
    bytes_to_others: usize,
    commands: usize,
    renegotiations: usize,
}

fn cost(scene: &Scene, others: &[Who], newcomer: &Who) -> Cost {
    let texts = newcomer
        .out
        .iter()
        .filter(|o| matches!(o, Output::Send { .. }))
        .count();
    let each: Vec<Vec<ServerMessage>> = others.iter().map(|who| sent_to(&newcomer.out, who.at)).collect();
    assert!(each.iter().all(|messages| messages.len() == each[0].len()));
    assert_eq!(scene.room.participants(), others.len() + 1);
    Cost {
        texts,
        to_newcomer: sent_to(&newcomer.out, newcomer.at).len(),
        to_each_other: each[0].len(),
        bytes_to_others: each[0].iter().map(|message| signal::to_text(message).len()).sum(),
        commands: commands(&newcomer.out).len(),
        renegotiations: each
            .iter()
            .flatten()
            .filter(|message| matches!(message, ServerMessage::Answer { .. }))
            .count(),
    }
}

#[test]
fn the_fiftieth_join_costs_what_the_fifth_costs() {
    let mut scene = Scene::new();
    let mut people: Vec<Who> = Vec::new();
    let mut costs = Vec::new();
    for number in 1..=50 {
        let who = scene.join(guest(&format!("p{number:02}")));
        if number == 5 || number == 50 {
            costs.push(cost(&scene, &people, &who));
        }
        let answer = scene.offer(&who);
        assert_eq!(commands(&answer).len(), 5, "nobody else's media is touched");
        people.push(who);
    }
    assert_eq!(costs[0], costs[1]);
    assert_eq!(costs[0].texts, 2);
    assert_eq!(costs[0].to_newcomer, 1);
    assert_eq!(costs[0].to_each_other, 1);
    assert_eq!(costs[0].renegotiations, 0);
    assert!(costs[0].bytes_to_others < 250, "{costs:?}");
}
