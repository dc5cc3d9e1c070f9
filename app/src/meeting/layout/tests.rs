//! Grids in the windows that people have.

use super::*;

const WIDE: Size = Size {
    width: 1424.0,
    height: 780.0,
};
const PHONE: Size = Size {
    width: 344.0,
    height: 600.0,
};

fn overlap(a: &Rect, b: &Rect) -> bool {
    a.left + a.width > b.left + 0.01
        && b.left + b.width > a.left + 0.01
        && a.top + a.height > b.top + 0.01
        && b.top + b.height > a.top + 0.01
}

#[test]
fn small_meetings_look_as_expected() {
    let shape = |area, count| {
        let grid = grid(area, count);
        (grid.columns, grid.rows)
    };
    assert_eq!(shape(WIDE, 1), (1, 1));
    assert_eq!(shape(WIDE, 2), (2, 1));
    assert_eq!(shape(WIDE, 3), (2, 2));
    assert_eq!(shape(WIDE, 4), (2, 2));
    assert_eq!(shape(WIDE, 9), (3, 3));
    assert_eq!(shape(PHONE, 2), (1, 2));
    assert_eq!(shape(PHONE, 3), (1, 3));
    assert_eq!(shape(PHONE, 6), (2, 3));
}

#[test]
fn tiles_stay_inside_and_apart() {
    for area in [
        WIDE,
        PHONE,
        Size {
            width: 360.0,
            height: 200.0,
        },
        Size {
            width: 2560.0,
            height: 300.0,
        },
    ] {
        for count in 1..=MAX_TILES {
            let places = places(area, count);
            assert_eq!(places.len(), count);
            for (index, place) in places.iter().enumerate() {
                assert!(
                    place.left >= -0.01 && place.top >= -0.01,
                    "{area:?} {count} {place:?}"
                );
                assert!(
                    place.left + place.width <= area.width + 0.01,
                    "{area:?} {count} {place:?}"
                );
                assert!(
                    place.top + place.height <= area.height + 0.01,
                    "{area:?} {count} {place:?}"
                );
                assert!(
                    places[..index].iter().all(|other| !overlap(place, other)),
                    "{area:?} {count}"
                );
            }
        }
    }
}

#[test]
fn no_other_number_of_columns_wastes_less() {
    for count in 1..=MAX_TILES {
        let best = grid(WIDE, count);
        let covered = best.tile.width * best.tile.height;
        for columns in 1..=count {
            let rows = count.div_ceil(columns);
            let cell = Size {
                width: (WIDE.width - GAP * count_as_length(columns - 1)) / count_as_length(columns),
                height: (WIDE.height - GAP * count_as_length(rows - 1)) / count_as_length(rows),
            };
            let other = fit(cell, narrowest(WIDE));
            assert!(
                other.width * other.height <= covered * 1.02,
                "{count} in {columns} columns"
            );
        }
    }
}

#[test]
fn a_page_holds_what_can_be_seen() {
    assert_eq!(capacity(WIDE), MAX_TILES);
    assert!((6..=12).contains(&capacity(PHONE)), "{}", capacity(PHONE));
    assert_eq!(capacity(Size::default()), 1);
}

#[test]
fn the_stage_leaves_room_for_its_film() {
    for area in [WIDE, PHONE] {
        for others in 0..40 {
            let plan = stage(area, others);
            assert!(plan.film.len() <= others);
            assert!(others == 0 || !plan.film.is_empty());
            for place in &plan.film {
                assert!(!overlap(&plan.main, place));
                assert!(place.left >= 0.0 && place.left + place.width <= area.width + 0.01);
                assert!(place.top >= 0.0 && place.top + place.height <= area.height + 0.01);
            }
        }
    }
    assert!(stage(PHONE, 3).main.width > PHONE.width - 1.0);
    assert!(stage(WIDE, 3).main.height > WIDE.height - 1.0);
}

#[test]
fn an_empty_area_is_no_reason_to_stumble() {
    assert_eq!(places(Size::default(), 3).len(), 3);
    assert_eq!(places(WIDE, 0).len(), 0);
    let _ = stage(Size::default(), 5);
}
