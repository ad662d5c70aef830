//! Questions that may take longer than a frame: asked again and again, answered from memory while
//! the question stays the same, and on a thread of their own when the study is large.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, channel};

/// From this many codings on, questions are answered away from the screen.
pub const LARGE: usize = 30_000;

/// The newest answer to a question that changes. The old answer stays until the new one is there.
///
/// At most one thread is at work: a question that comes up meanwhile waits for it and only the newest
/// one is asked then, so nobody can pile up work by clicking. Work that can be given up is told so, and
/// the newest question need not wait for it.
pub struct Answers<K, T> {
    known: Option<(K, T)>,
    pending: Option<Pending<K, T>>,
}

/// A question a thread works on, where its answer comes from, and what gives it up.
type Pending<K, T> = (K, Receiver<T>, Arc<AtomicBool>);

impl<K, T> Default for Answers<K, T> {
    fn default() -> Self {
        Self { known: None, pending: None }
    }
}

impl<K: PartialEq + Clone, T: Send + 'static> Answers<K, T> {
    /// Asks. `away`: on a thread named `name`, which wakes the screen when it is done. Gives back
    /// true when there is a new answer.
    pub fn ask(
        &mut self,
        ctx: &egui::Context,
        key: &K,
        (away, name): (bool, &str),
        work: impl FnOnce() -> T + Send + 'static,
    ) -> bool {
        self.ask_until(ctx, key, (away, name), move |_| Some(work()))
    }

    /// The same for work that gives up with `None` when it is told to stop: when another question
    /// comes up.
    pub fn ask_until(
        &mut self,
        ctx: &egui::Context,
        key: &K,
        (away, name): (bool, &str),
        work: impl FnOnce(&AtomicBool) -> Option<T> + Send + 'static,
    ) -> bool {
        let mut fresh = false;
        if let Some((asked, receiver, stop)) = &self.pending {
            match receiver.try_recv() {
                Ok(answer) => {
                    self.known = Some((asked.clone(), answer));
                    self.pending = None;
                    fresh = true;
                }
                Err(TryRecvError::Empty) => {
                    if asked != key {
                        stop.store(true, Ordering::Relaxed);
                    }
                    return false;
                }
                // It gave up or broke: the question is asked again below.
                Err(TryRecvError::Disconnected) => self.pending = None,
            }
        }
        if self.known.as_ref().is_some_and(|(known, _)| known == key) {
            return fresh;
        }
        if !away {
            let answer = work(&AtomicBool::new(false));
            fresh |= answer.is_some();
            self.known = answer.map(|answer| (key.clone(), answer)).or(self.known.take());
            return fresh;
        }
        let (sender, receiver) = channel();
        let (ctx, stop) = (ctx.clone(), Arc::new(AtomicBool::new(false)));
        let told = Arc::clone(&stop);
        let started = std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            if let Some(answer) = work(&told) {
                // Nobody listens any more when the page is gone: that is no error.
                sender.send(answer).ok();
            }
            // The frame that is drawn for it must find the channel closed.
            drop(sender);
            ctx.request_repaint();
        });
        if started.is_ok() {
            self.pending = Some((key.clone(), receiver, stop));
        }
        fresh
    }

    /// The newest answer with its question.
    pub fn get(&self) -> Option<(&K, &T)> {
        self.known.as_ref().map(|(key, answer)| (key, answer))
    }

    /// The newest answer, to be changed.
    pub fn get_mut(&mut self) -> Option<&mut T> {
        self.known.as_mut().map(|(_, answer)| answer)
    }

    /// True while a thread is at work.
    pub fn working(&self) -> bool {
        self.pending.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_old_answer_stays_until_the_newest_question_is_answered() {
        let ctx = egui::Context::default();
        let mut answers = Answers::default();
        assert!(answers.ask(&ctx, &1, (false, "test"), || 10));
        assert!(!answers.ask(&ctx, &1, (false, "test"), || 11));
        let (gate, closed) = channel::<()>();
        answers.ask(&ctx, &2, (true, "test"), move || {
            let opened = closed.recv();
            if opened.is_ok() { 20 } else { 0 }
        });
        assert!(!answers.ask(&ctx, &3, (true, "test"), || 30));
        assert_eq!(answers.get(), Some((&1, &10)));
        gate.send(()).unwrap();
        let mut tries = 0;
        while answers.get() != Some((&3, &30)) {
            answers.ask(&ctx, &3, (true, "test"), || 30);
            std::thread::sleep(std::time::Duration::from_millis(1));
            tries += 1;
            assert!(tries < 5_000);
        }
        assert!(!answers.working());
    }

    #[test]
    fn work_is_given_up_for_the_next_question() {
        let ctx = egui::Context::default();
        let mut answers: Answers<i32, i32> = Answers::default();
        let (ended, end) = channel();
        // It would never end by itself.
        answers.ask_until(&ctx, &1, (true, "test"), move |stop| {
            while !stop.load(Ordering::Relaxed) {
                std::thread::sleep(std::time::Duration::from_millis(1));
            }
            ended.send(()).unwrap();
            None
        });
        // The same question is no reason to stop.
        answers.ask_until(&ctx, &1, (true, "test"), |_| Some(10));
        assert!(end.recv_timeout(std::time::Duration::from_millis(30)).is_err());
        let mut tries = 0;
        while answers.get().is_none() {
            answers.ask_until(&ctx, &2, (true, "test"), |_| Some(20));
            std::thread::sleep(std::time::Duration::from_millis(1));
            tries += 1;
            assert!(tries < 5_000);
        }
        assert_eq!(answers.get(), Some((&2, &20)));
        assert!(end.recv().is_ok(), "the first one was told to stop");
    }
}
