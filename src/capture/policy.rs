//! Which responses capture keeps. Whoever calls `log`, or the tracker, decided that already and is not asked.

use crate::record::AgentName;
use crate::store::NewResponse;

/// Which responses capture keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Also the main thread's answers to the user; otherwise only those of agents that work was delegated to.
    pub all_agents: bool,
    /// Agents whose responses are not kept.
    pub excluded: ExcludedAgents,
    /// Responses of fewer characters are not kept.
    pub min_length: u64,
}

impl Default for Policy {
    /// Keeps everything.
    fn default() -> Self {
        Self { all_agents: true, excluded: ExcludedAgents::default(), min_length: 0 }
    }
}

/// Who answered, as far as it decides what is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answerer {
    /// The main thread, that the user talks to.
    Main,
    /// An agent that work was delegated to, or any agent where nobody can tell.
    Agent,
}

impl Answerer {
    /// Who answered, by the name alone: `main` is how the main thread is recorded.
    #[must_use]
    pub fn named(agent: &AgentName) -> Self {
        if agent.as_str() == "main" { Self::Main } else { Self::Agent }
    }
}

impl Policy {
    /// True if the response is kept.
    #[must_use]
    pub fn keeps(&self, response: &NewResponse, answerer: Answerer) -> bool {
        let long_enough = || {
            let least = usize::try_from(self.min_length).unwrap_or(usize::MAX);
            least == 0 || response.response.chars().nth(least - 1).is_some()
        };
        (self.all_agents || answerer == Answerer::Agent)
            && !self.excluded.contains(response.agent.as_str())
            && long_enough()
    }
}

/// Names of agents. How people write them differs, so case does not count, and hyphen, space and underscore are one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExcludedAgents(Vec<String>);

impl ExcludedAgents {
    /// The agents of these names.
    #[must_use]
    pub fn new(names: Vec<String>) -> Self {
        Self(names)
    }

    /// True if one of the names means this agent.
    ///
    /// ```
    /// let excluded = responses::capture::ExcludedAgents::new(vec!["Code-Reviewer".to_owned()]);
    /// assert!(excluded.contains("code reviewer") && !excluded.contains("code"));
    /// ```
    #[must_use]
    pub fn contains(&self, agent: &str) -> bool {
        let agent = normal(agent);
        self.0.iter().any(|name| normal(name) == agent)
    }

    /// The names as they are written.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.0
    }
}

fn normal(name: &str) -> String {
    name.trim().to_lowercase().replace([' ', '_'], "-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Json, RecordTime, SessionId};

    #[test]
    fn spellings_of_one_name_are_one_agent() {
        let excluded = ExcludedAgents::new(vec!["Version Control".to_owned(), "PM".to_owned(), "ÉTUDE_x".to_owned()]);
        for agent in ["version-control", "version_control", " VERSION CONTROL ", "pm", "étude X"] {
            assert!(excluded.contains(agent), "{agent}");
        }
        for agent in ["versioncontrol", "version", "pm2", "", "p-m"] {
            assert!(!excluded.contains(agent), "{agent}");
        }
        assert!(!ExcludedAgents::default().contains("pm"));
    }

    #[test]
    fn a_policy_keeps_what_nothing_in_it_excludes() {
        let response = |agent: &str, text: &str| NewResponse {
            timestamp: RecordTime::utc("2026-11-21T12:00:00Z".parse().unwrap()),
            session_id: SessionId::default(),
            agent: AgentName::new(agent).unwrap(),
            request: "?".to_owned(),
            response: text.to_owned(),
            metadata: Json::empty_object(),
        };
        let anything = Policy::default();
        assert!(anything.keeps(&response("main", ""), Answerer::Main));
        assert_eq!(
            ["main", "maintainer"].map(|name| Answerer::named(&response(name, "").agent)),
            [Answerer::Main, Answerer::Agent,]
        );
        let policy = Policy {
            all_agents: false,
            excluded: ExcludedAgents::new(vec!["code-reviewer".to_owned()]),
            min_length: 3,
        };
        assert!(policy.keeps(&response("qa", "äöü"), Answerer::Agent));
        assert!(!policy.keeps(&response("qa", "äö"), Answerer::Agent), "two characters in four bytes");
        assert!(!policy.keeps(&response("Code Reviewer", "long enough"), Answerer::Agent));
        assert!(!policy.keeps(&response("main", "long enough"), Answerer::Main));
    }
}
