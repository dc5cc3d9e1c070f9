//! The WebSocket that carries messages.

use crate::meeting::event::Event;
use crate::meeting::handle::Meeting;
use signal::{ClientMessage, ServerMessage};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{CloseEvent, MessageEvent, WebSocket};

/// One connection. Dropping it closes it and silences it: what an old connection still has to say
/// must not be taken for the new one's.
pub(super) struct Socket {
    socket: WebSocket,
    _opened: Closure<dyn FnMut()>,
    _message: Closure<dyn FnMut(MessageEvent)>,
    _closed: Closure<dyn FnMut(CloseEvent)>,
}

impl Socket {
    /// Opens a connection; none if the browser refuses even to try.
    pub(super) fn open(url: &str, meeting: Meeting) -> Option<Self> {
        let socket = WebSocket::new(url).ok()?;
        let opened = Closure::new(move || meeting.send(Event::LinkOpened));
        let message = Closure::new(move |event: MessageEvent| {
            let Some(text) = event.data().as_string() else {
                return;
            };
            // A type this page does not know comes from a newer server and is not for this page.
            if let Ok(message) = signal::parse::<ServerMessage>(&text) {
                meeting.send(Event::Server(Box::new(message)));
            }
        });
        let closed = Closure::new(move |event: CloseEvent| {
            meeting.send(Event::LinkClosed(event.code()));
        });
        socket.set_onopen(Some(function(&opened)));
        socket.set_onmessage(Some(function(&message)));
        socket.set_onclose(Some(function(&closed)));
        Some(Self {
            socket,
            _opened: opened,
            _message: message,
            _closed: closed,
        })
    }

    /// The connection itself.
    pub(super) fn handle(&self) -> WebSocket {
        self.socket.clone()
    }
}

/// Sends, or lets it be: a connection that cannot send reports its end by itself.
pub(super) fn send(socket: &WebSocket, message: &ClientMessage) {
    if socket.ready_state() == WebSocket::OPEN {
        let _ = socket.send_with_str(&signal::to_text(message));
    }
}

fn function<T: ?Sized + 'static>(closure: &Closure<T>) -> &js_sys::Function {
    closure.as_ref().unchecked_ref()
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        let _ = self.socket.close();
    }
}
