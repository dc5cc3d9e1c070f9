//! How loud one's own microphone is.

use web_sys::{AnalyserNode, AudioContext, AudioContextState, MediaStream};

/// Listens to a stream. Dropping it frees the audio thread.
pub(crate) struct Meter {
    context: AudioContext,
    analyser: AnalyserNode,
}

impl Meter {
    /// Listens to this stream.
    #[must_use]
    pub(crate) fn new(stream: &MediaStream) -> Option<Self> {
        let context = AudioContext::new().ok()?;
        let analyser = context.create_analyser().ok()?;
        analyser.set_fft_size(1024);
        context
            .create_media_stream_source(stream)
            .ok()?
            .connect_with_audio_node(&analyser)
            .ok()?;
        Some(Self { context, analyser })
    }

    /// 0 to 100, on a scale that follows the ear: −60 dBFS is 0, full scale is 100.
    #[must_use]
    pub(crate) fn level(&self) -> u8 {
        // Browsers start an audio context only after a click; until then it may be asked again.
        if self.context.state() == AudioContextState::Suspended
            && let Ok(promise) = self.context.resume()
        {
            super::forget(promise);
        }
        let mut samples = [0.0_f32; 1024];
        self.analyser.get_float_time_domain_data(&mut samples);
        let power = samples.iter().map(|sample| sample * sample).sum::<f32>() / 1024.0;
        let decibel = 10.0 * power.max(1e-9).log10();
        ((decibel + 60.0) / 60.0 * 100.0).clamp(0.0, 100.0) as u8
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        if let Ok(promise) = self.context.close() {
            super::forget(promise);
        }
    }
}
