//! The two weights of the typeface.

use crate::{Error, Result};
use harfrust::{Direction, Feature, FontRef, Script, ShapePlan, Shaper, ShaperData, Tag};
use krilla::text::Font;
use std::cell::RefCell;
use std::rc::Rc;

const TABULAR: Feature = Feature {
    tag: Tag::new(b"tnum"),
    value: 1,
    start: 0,
    end: u32::MAX,
};

/// How heavy letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    Regular,
    SemiBold,
}

/// How figures are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Figures {
    /// As in a sentence.
    Proportional,
    /// As wide as one another, for columns.
    Tabular,
}

impl Figures {
    pub(crate) const fn features(self) -> &'static [Feature] {
        match self {
            Self::Proportional => &[],
            Self::Tabular => &[TABULAR],
        }
    }
}

/// A weight of the typeface: to measure with and to draw with.
pub(crate) struct Face {
    pub(crate) font: Font,
    reference: FontRef<'static>,
    data: ShaperData,
    /// Making a plan takes much longer than following it.
    plans: RefCell<Vec<(Script, Figures, Rc<ShapePlan>)>>,
}

/// All of them.
pub(crate) struct Faces {
    regular: Face,
    semi_bold: Face,
}

impl Faces {
    pub(crate) fn load() -> Result<Self> {
        Ok(Self {
            regular: Face::load(include_bytes!("../fonts/Inter-Regular.ttf"))?,
            semi_bold: Face::load(include_bytes!("../fonts/Inter-SemiBold.ttf"))?,
        })
    }

    pub(crate) const fn of(&self, weight: Weight) -> &Face {
        match weight {
            Weight::Regular => &self.regular,
            Weight::SemiBold => &self.semi_bold,
        }
    }
}

impl Face {
    fn load(bytes: &'static [u8]) -> Result<Self> {
        let unreadable = Error::Document("its typeface cannot be read");
        let reference = FontRef::new(bytes).map_err(|_| unreadable.clone())?;
        Ok(Self {
            data: ShaperData::new(&reference),
            reference,
            font: Font::new(bytes.into(), 0).ok_or(unreadable)?,
            plans: RefCell::default(),
        })
    }

    pub(crate) fn shaper(&self) -> Shaper<'_> {
        self.data.shaper(&self.reference).build()
    }

    /// How texts of a script are set, from left to right: the typeface has no script that runs the other
    /// way.
    pub(crate) fn plan(&self, shaper: &Shaper<'_>, script: Script, figures: Figures) -> Rc<ShapePlan> {
        let mut plans = self.plans.borrow_mut();
        let known = plans.iter().find(|it| (it.0, it.1) == (script, figures));
        if let Some((.., plan)) = known {
            return plan.clone();
        }
        let features = figures.features();
        let plan = ShapePlan::new(shaper, Direction::LeftToRight, Some(script), None, features);
        let plan = Rc::new(plan);
        plans.push((script, figures, plan.clone()));
        plan
    }
}
