//! Agents whose responses are not kept.

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
    /// let excluded = responses::config::ExcludedAgents::new(vec!["Code-Reviewer".to_owned()]);
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
}
