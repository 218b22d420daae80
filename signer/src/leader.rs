//! Which replica signs: a Lease, held as client-go's leader election holds it.
//!
//! Clocks of other machines are never compared: a lease of somebody else is valid for its duration after this replica first
//! saw it as it is, by this replica's own monotonic clock.

use std::time::Duration;

use k8s_openapi::api::coordination::v1::{Lease, LeaseSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{MicroTime, ObjectMeta};
use k8s_openapi::jiff::Timestamp;
use kube::Api;
use kube::api::PostParams;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout};

use crate::controller::{code, one_line};
use crate::metrics::Metrics;
use crate::report;

/// The times of an election.
#[derive(Clone, Copy, Debug)]
pub struct Timing {
    /// For how long a lease is valid after it was last seen to be renewed.
    pub lease_duration: Duration,
    /// After how long without success the leader gives up.
    pub renew_deadline: Duration,
    /// How long is waited between attempts.
    pub retry_period: Duration,
}

impl Default for Timing {
    /// 15, 10 and 2 seconds, as client-go has them.
    fn default() -> Self {
        Self {
            lease_duration: Duration::from_secs(15),
            renew_deadline: Duration::from_secs(10),
            retry_period: Duration::from_secs(2),
        }
    }
}

impl Timing {
    /// Whether the times fit together: client-go's conditions, and a duration in whole seconds, which is what a Lease holds.
    ///
    /// # Errors
    /// One line.
    pub fn check(&self) -> Result<(), String> {
        if self.lease_duration.subsec_nanos() != 0 || self.lease_duration.as_secs() == 0 {
            return Err("the lease's duration is not in whole seconds".into());
        }
        if i32::try_from(self.lease_duration.as_secs()).is_err() {
            return Err("the lease's duration is longer than a Lease can hold".into());
        }
        if self.retry_period.is_zero() {
            return Err("the retry period is nothing".into());
        }
        if self.lease_duration <= self.renew_deadline {
            return Err("the lease's duration is not above the renew deadline".into());
        }
        if self.renew_deadline <= self.retry_period.mul_f64(JITTER) {
            return Err("the renew deadline is not above 1.2 times the retry period".into());
        }
        Ok(())
    }
}

/// client-go's JitterFactor.
const JITTER: f64 = 1.2;

/// Whether this replica may sign.
#[derive(Clone, Debug)]
pub struct Leadership(watch::Receiver<Option<Instant>>);

impl Leadership {
    /// Whether it leads now. It does until the renew deadline after the last renewal that succeeded, counted from before that
    /// was sent; others take over no earlier than the lease's duration after it.
    pub fn is_held(&self) -> bool {
        self.0.borrow().is_some_and(|until| Instant::now() < until)
    }

    /// For how long at least it leads.
    pub fn remaining(&self) -> Duration {
        self.0.borrow().map_or(Duration::ZERO, |until| {
            until.saturating_duration_since(Instant::now())
        })
    }

    /// Waits until it leads. Never ends if the election has.
    pub async fn gained(&mut self) {
        let held = |until: &Option<Instant>| until.is_some_and(|until| Instant::now() < until);
        if self.0.wait_for(held).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Waits until it no longer leads.
    pub async fn lost(&mut self) {
        loop {
            let remaining = self.remaining();
            if remaining.is_zero() {
                return;
            }
            tokio::select! {
                () = sleep(remaining) => {}
                changed = self.0.changed() => if changed.is_err() { return },
            }
        }
    }
}

/// A replica in the election.
pub struct Elector {
    leases: Api<Lease>,
    name: String,
    identity: String,
    timing: Timing,
    /// The lease as it was last seen, and when it was first seen so.
    observed: Option<(Lease, Instant)>,
    until: watch::Sender<Option<Instant>>,
}

impl Elector {
    /// A replica of this identity, which no other has, for the lease of this name.
    pub fn new(
        leases: Api<Lease>,
        name: &str,
        identity: &str,
        timing: Timing,
    ) -> (Self, Leadership) {
        let (until, leadership) = watch::channel(None);
        let elector = Self {
            leases,
            name: name.into(),
            identity: identity.into(),
            timing,
            observed: None,
            until,
        };
        (elector, Leadership(leadership))
    }

    /// Takes part until it is dropped, or [`release`](Self::release) is called after it.
    pub async fn run(&mut self, metrics: &Metrics) {
        loop {
            while !self.attempt(metrics).await {
                sleep(jittered(self.timing.retry_period)).await;
            }
            report(format_args!(
                "{} leads by the lease {}",
                self.identity, self.name
            ));
            metrics.set_leader(true);
            while self.renew(metrics).await {
                sleep(self.timing.retry_period).await;
            }
            self.until.send_replace(None);
            metrics.set_leader(false);
            report(format_args!(
                "{} lost the lease {}",
                self.identity, self.name
            ));
        }
    }

    /// Renews the lease, again and again until the renew deadline.
    async fn renew(&mut self, metrics: &Metrics) -> bool {
        let deadline = Instant::now() + self.timing.renew_deadline;
        loop {
            if self.attempt(metrics).await {
                return true;
            }
            let held_by_other = self.observed.as_ref().is_some_and(|(lease, _)| {
                let holder = spec(lease).holder_identity.unwrap_or_default();
                !holder.is_empty() && holder != self.identity
            });
            // Nobody is asked again for what another holds.
            if held_by_other || Instant::now() + self.timing.retry_period >= deadline {
                return false;
            }
            sleep(self.timing.retry_period).await;
        }
    }

    async fn attempt(&mut self, metrics: &Metrics) -> bool {
        metrics.turn();
        let sent = Instant::now();
        // Half of it, so that a call that nobody answers leaves time for another.
        let held = timeout(self.timing.renew_deadline / 2, self.acquire_or_renew()).await;
        metrics.turn();
        match held {
            Ok(Ok(true)) => {
                self.until
                    .send_replace(Some(sent + self.timing.renew_deadline));
                true
            }
            Ok(Ok(false)) => false,
            Ok(Err(e)) => {
                report(format_args!("the lease {}: {}", self.name, one_line(&e)));
                false
            }
            Err(_) => {
                report(format_args!(
                    "the lease {}: the API server does not answer",
                    self.name
                ));
                false
            }
        }
    }

    fn leads(&self) -> bool {
        let holder = self.observed.as_ref().map(|(lease, _)| spec(lease));
        holder.and_then(|spec| spec.holder_identity).as_deref() == Some(&self.identity)
    }

    fn is_valid(&self) -> bool {
        self.observed.as_ref().is_some_and(|(lease, since)| {
            let seconds = spec(lease).lease_duration_seconds.unwrap_or(0);
            Instant::now() < *since + Duration::from_secs(u64::try_from(seconds).unwrap_or(0))
        })
    }

    async fn acquire_or_renew(&mut self) -> Result<bool, kube::Error> {
        // The leader renews what it saw last, without looking.
        if self.leads()
            && self.is_valid()
            && let Some((lease, _)) = &self.observed
            && let Ok(renewed) = self.write(lease.clone()).await
        {
            self.observed = Some((renewed, Instant::now()));
            return Ok(true);
        }
        let Some(found) = self.leases.get_opt(&self.name).await? else {
            let lease = Lease {
                metadata: ObjectMeta {
                    name: Some(self.name.clone()),
                    ..ObjectMeta::default()
                },
                spec: Some(self.record(None)),
            };
            // Another replica was faster.
            return match self.leases.create(&PostParams::default(), &lease).await {
                Ok(created) => {
                    self.observed = Some((created, Instant::now()));
                    Ok(true)
                }
                Err(e) if code(&e) == Some(409) => Ok(false),
                Err(e) => Err(e),
            };
        };
        // The spec alone counts: whatever else changes in the object is not a renewal.
        if self.observed.as_ref().map(|(lease, _)| &lease.spec) != Some(&found.spec) {
            self.observed = Some((found.clone(), Instant::now()));
        }
        let is_free = spec(&found).holder_identity.unwrap_or_default().is_empty();
        if !is_free && self.is_valid() && !self.leads() {
            return Ok(false);
        }
        match self.write(found).await {
            Ok(written) => {
                self.observed = Some((written, Instant::now()));
                Ok(true)
            }
            Err(e) if code(&e) == Some(409) => Ok(false),
            Err(e) => Err(e),
        }
    }

    /// The record of this replica as the holder, after another record.
    fn record(&self, old: Option<&LeaseSpec>) -> LeaseSpec {
        let now = MicroTime(Timestamp::now());
        let (acquired, transitions) = match old {
            Some(old) if old.holder_identity.as_deref() == Some(&self.identity) => {
                (old.acquire_time.clone(), old.lease_transitions.unwrap_or(0))
            }
            Some(old) => (None, old.lease_transitions.unwrap_or(0).saturating_add(1)),
            None => (None, 0),
        };
        LeaseSpec {
            holder_identity: Some(self.identity.clone()),
            lease_duration_seconds: i32::try_from(self.timing.lease_duration.as_secs()).ok(),
            acquire_time: acquired.or(Some(now.clone())),
            renew_time: Some(now),
            lease_transitions: Some(transitions),
            ..old.cloned().unwrap_or_default()
        }
    }

    /// Writes the record into the lease, if that is still as it was read.
    async fn write(&self, mut lease: Lease) -> Result<Lease, kube::Error> {
        lease.spec = Some(self.record(lease.spec.as_ref()));
        self.leases
            .replace(&self.name, &PostParams::default(), &lease)
            .await
    }

    /// Gives the lease up, if this replica holds it, so that another need not wait for its end.
    pub async fn release(&mut self) {
        self.until.send_replace(None);
        let time = self.timing.retry_period;
        let given_up = timeout(time, self.give_up()).await;
        match given_up {
            Ok(Ok(false)) => {}
            Ok(Ok(true)) => report(format_args!(
                "{} gave up the lease {}",
                self.identity, self.name
            )),
            Ok(Err(e)) => report(format_args!("the lease {}: {}", self.name, one_line(&e))),
            Err(_) => report(format_args!(
                "the lease {}: the API server does not answer",
                self.name
            )),
        }
    }

    /// Writes the lease without a holder; whether this replica was it.
    async fn give_up(&mut self) -> Result<bool, kube::Error> {
        if !self.leads() {
            return Ok(false);
        }
        let Some((lease, _)) = self.observed.take() else {
            return Ok(false);
        };
        match self.write_free(lease).await {
            Ok(_) => return Ok(true),
            // A renewal that was cut off has been written all the same.
            Err(e) if code(&e) == Some(409) => {}
            Err(e) => return Err(e),
        }
        let Some(found) = self.leases.get_opt(&self.name).await? else {
            return Ok(false);
        };
        if spec(&found).holder_identity.as_deref() != Some(&self.identity) {
            return Ok(false);
        }
        self.write_free(found).await.map(|_| true)
    }

    async fn write_free(&self, mut lease: Lease) -> Result<Lease, kube::Error> {
        let now = MicroTime(Timestamp::now());
        let old = lease.spec.take().unwrap_or_default();
        lease.spec = Some(LeaseSpec {
            holder_identity: Some(String::new()),
            lease_duration_seconds: Some(1),
            acquire_time: Some(now.clone()),
            renew_time: Some(now),
            ..old
        });
        self.leases
            .replace(&self.name, &PostParams::default(), &lease)
            .await
    }
}

fn spec(lease: &Lease) -> LeaseSpec {
    lease.spec.clone().unwrap_or_default()
}

/// A time, lengthened at random by up to 1.2 times itself, so that replicas do not ask in step.
fn jittered(time: Duration) -> Duration {
    time + time.mul_f64(JITTER * crate::controller::random_fraction())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scripted;

    #[test]
    fn times_that_do_not_fit_together_are_refused() {
        let seconds = Duration::from_secs;
        let timing = |lease, renew, retry| Timing {
            lease_duration: seconds(lease),
            renew_deadline: seconds(renew),
            retry_period: seconds(retry),
        };
        assert!(Timing::default().check().is_ok());
        for (wrong, why) in [
            (timing(10, 10, 2), "not above the renew deadline"),
            (timing(15, 2, 2), "not above 1.2 times"),
            (timing(0, 0, 0), "whole seconds"),
            (timing(15, 10, 0), "the retry period is nothing"),
            (timing(1 << 31, 10, 2), "longer than a Lease can hold"),
        ] {
            let refused = wrong.check().unwrap_err();
            assert!(refused.contains(why), "{refused}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn leadership_ends_at_its_time_although_nobody_says_so() {
        let (sender, receiver) = watch::channel(None);
        let mut leadership = Leadership(receiver);
        assert!(!leadership.is_held());
        sender.send_replace(Some(Instant::now() + Duration::from_secs(10)));
        leadership.gained().await;
        assert!(leadership.is_held());
        let begun = Instant::now();
        leadership.lost().await;
        assert_eq!(begun.elapsed().as_secs(), 10);
        assert!(!leadership.is_held());
    }

    fn lease(version: &str, holder: &str) -> serde_json::Value {
        serde_json::json!({
            "apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
            "metadata": { "name": "l", "namespace": "pki", "resourceVersion": version },
            "spec": { "holderIdentity": holder, "leaseDurationSeconds": 15 },
        })
    }

    /// A replica `me` that saw the lease in version 1 as its own, and is answered so.
    fn leader(
        answers: impl IntoIterator<Item = (u16, serde_json::Value)>,
    ) -> (Elector, Leadership, scripted::Calls) {
        let (client, calls) = scripted::client(answers);
        let leases = Api::namespaced(client, "pki");
        let (mut elector, leadership) = Elector::new(leases, "l", "me", Timing::default());
        let seen = serde_json::from_value(lease("1", "me")).unwrap();
        elector.observed = Some((seen, Instant::now()));
        (elector, leadership, calls)
    }

    #[tokio::test]
    async fn a_renewal_that_was_cut_off_does_not_keep_the_lease() {
        let conflict = serde_json::json!({ "kind": "Status", "status": "Failure", "code": 409 });
        let (mut elector, _, calls) = leader([
            (409, conflict.clone()),
            (200, lease("2", "me")),
            (200, lease("3", "")),
        ]);
        elector.release().await;
        let calls = calls.lock().unwrap().clone();
        let methods: Vec<&str> = calls.iter().map(|(method, ..)| method.as_str()).collect();
        assert_eq!(methods, ["PUT", "GET", "PUT"]);
        let (_, path, body) = &calls[2];
        assert!(path.ends_with("/namespaces/pki/leases/l"), "{path}");
        assert_eq!(body["metadata"]["resourceVersion"], "2");
        assert_eq!(body["spec"]["holderIdentity"], "");
        // What another holds is left to it.
        let (mut elector, _, calls) = leader([(409, conflict), (200, lease("2", "other"))]);
        elector.release().await;
        assert_eq!(calls.lock().unwrap().len(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_lease_of_another_is_its_own_for_its_duration_after_it_was_first_seen() {
        let (mut elector, leadership, calls) = leader([
            (200, lease("7", "other")),
            (200, lease("7", "other")),
            (200, lease("7", "other")),
            (200, lease("8", "me")),
        ]);
        elector.observed = None;
        let metrics = Metrics::new(Duration::from_secs(60));
        assert!(!elector.attempt(&metrics).await);
        tokio::time::advance(Duration::from_millis(14_900)).await;
        assert!(!elector.attempt(&metrics).await && !leadership.is_held());
        tokio::time::advance(Duration::from_millis(200)).await;
        assert!(elector.attempt(&metrics).await && leadership.is_held());
        let calls = calls.lock().unwrap().clone();
        let methods: Vec<&str> = calls.iter().map(|(method, ..)| method.as_str()).collect();
        assert_eq!(methods, ["GET", "GET", "GET", "PUT"]);
        assert_eq!(calls[3].2["spec"]["leaseTransitions"], 1);
        // Held until the renew deadline, which is before another may take it.
        assert!(leadership.remaining() <= Duration::from_secs(10));
        tokio::time::advance(Duration::from_secs(10)).await;
        assert!(!leadership.is_held());
    }
}
