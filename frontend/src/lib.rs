//! Wakes the pages up in the browser.
