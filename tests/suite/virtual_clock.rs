//! A clock that stands still while anything can go on, and then jumps to what is waited for next.

use nigh::edge::Clock;
use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

#[derive(Default)]
pub struct VirtualClock {
    now_ms: Cell<u64>,
    /// When whom to wake.
    sleepers: RefCell<Vec<(u64, Waker)>>,
}

impl VirtualClock {
    /// Runs a future to its end. Fails if it waits for nothing that would ever come.
    pub fn run<F: Future>(&self, future: F) -> F::Output {
        let mut future = pin!(future);
        let mut context = Context::from_waker(Waker::noop());
        loop {
            if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
                return output;
            }
            let next = self.sleepers.borrow().iter().map(|(at_ms, _)| *at_ms).min();
            let next = next.expect("it waits for nothing, and never ends");
            self.now_ms.set(next.max(self.now_ms.get()));
            let woken: Vec<(u64, Waker)> =
                self.sleepers.borrow_mut().extract_if(.., |sleeper| sleeper.0 <= next).collect();
            for (_, waker) in woken {
                waker.wake();
            }
        }
    }

    /// Lets time pass in which nothing happens.
    pub fn advance(&self, ms: u64) {
        self.now_ms.set(self.now_ms.get() + ms);
    }
}

impl Clock for &VirtualClock {
    fn now_ms(&self) -> u64 {
        self.now_ms.get()
    }

    async fn wait_ms(&self, ms: u64) {
        let until_ms = self.now_ms.get() + ms;
        poll_fn(|context| {
            if self.now_ms.get() >= until_ms {
                return Poll::Ready(());
            }
            self.sleepers.borrow_mut().push((until_ms, context.waker().clone()));
            Poll::Pending
        })
        .await;
    }
}
