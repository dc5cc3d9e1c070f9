//! Pages, and the parts of the program in which their code travels.
//!
//! The program is split: the main part wakes every page up, and each page's own code is fetched when the
//! page is opened. Pages that are used together share a part, because every part is a download of its own.

use leptos::prelude::*;

/// One page: what it asks the server for, and what it shows.
pub(crate) trait Page: Sized + Send + 'static {
    /// Begins to load the page's data, while its code is still on the way.
    fn data() -> Self;
    /// The page.
    fn view(self) -> AnyView;
}

/// A view whose code travels in a part of the program, as a module of its own:
/// `split_view!(room: inside(name: String) => view! { … }.into_any())` makes `inside::show(name)`, which
/// resolves when the part is there, and `inside::preload()`, which only fetches it.
#[rustfmt::skip] // moves the attribute inside further to the right every time
macro_rules! split_view {
    ($part:ident: $name:ident($arg:ident: $type:ty) => $body:expr) => {
        pub(crate) mod $name {
            use super::*;

            #[cfg(feature = "hydrate")]
            #[::leptos::wasm_split::wasm_split(
                $part,
                wasm_split_path = ::leptos::wasm_split,
                preload(fetch),
                fallible
            )]
            fn split($arg: $type) -> Result<::leptos::prelude::AnyView, $crate::page::PartMissing> {
                Ok($body)
            }

            /// The view, once its part is there.
            pub(crate) async fn show($arg: $type) -> ::leptos::prelude::AnyView {
                #[cfg(feature = "hydrate")]
                {
                    $crate::page::or_missing(split($arg).await)
                }
                #[cfg(not(feature = "hydrate"))]
                {
                    ::leptos::prefetch_lazy_fn_on_server(stringify!($part));
                    $body
                }
            }

            /// Fetches the part. If it is missing, that is said where the view would show.
            pub(crate) async fn preload() {
                #[cfg(feature = "hydrate")]
                let _ = fetch().await;
            }
        }
    };
}
pub(crate) use split_view;

/// Puts a [`Page`] into a part of the program: `travels_in!(console: KeysPage)`.
macro_rules! travels_in {
    ($part:ident: $page:ty) => {
        $crate::page::split_view!($part: page(page: $page) => $crate::page::Page::view(page));

        impl ::leptos_router::LazyRoute for $page {
            fn data() -> Self {
                $crate::page::Page::data()
            }

            async fn view(this: Self) -> ::leptos::prelude::AnyView {
                page::show(this).await
            }

            async fn preload() {
                page::preload().await;
            }
        }
    };
}
pub(crate) use travels_in;

/// The route of a [`Page`] that travels whole: what it asks the server for is in its part too, and is asked
/// when the part is there. For pages that are opened seldom, so that everybody else does not carry their
/// questions and answers in the main part.
pub(crate) struct Whole<P>(std::marker::PhantomData<fn() -> P>);

/// Puts a [`Page`] as a whole into a part of the program; its route is `Lazy::<Whole<BillingRoute>>`.
macro_rules! travels_whole_in {
    ($part:ident: $page:ty) => {
        $crate::page::split_view!($part: page(_asked: ()) => {
            $crate::page::Page::view(<$page as $crate::page::Page>::data())
        });

        impl ::leptos_router::LazyRoute for $crate::page::Whole<$page> {
            fn data() -> Self {
                $crate::page::Whole::new()
            }

            async fn view(_: Self) -> ::leptos::prelude::AnyView {
                page::show(()).await
            }

            async fn preload() {
                page::preload().await;
            }
        }
    };
}
pub(crate) use travels_whole_in;

impl<P> Whole<P> {
    pub(crate) fn new() -> Self {
        Self(std::marker::PhantomData)
    }
}

/// A part of the program could not be fetched.
#[cfg(feature = "hydrate")]
#[derive(Debug)]
pub(crate) struct PartMissing;

#[cfg(feature = "hydrate")]
impl From<leptos::wasm_split::SplitLoaderError> for PartMissing {
    fn from(_: leptos::wasm_split::SplitLoaderError) -> Self {
        Self
    }
}

/// The page, or what to do when its code could not be fetched: the server is out of reach, or has been
/// updated since this page was opened.
#[cfg(feature = "hydrate")]
pub(crate) fn or_missing(page: Result<AnyView, PartMissing>) -> AnyView {
    use crate::ui::error_page::PartLost;
    page.unwrap_or_else(|PartMissing| view! { <PartLost/> }.into_any())
}
