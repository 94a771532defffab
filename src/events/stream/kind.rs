//! The types of events that streams are made of.

use std::fmt;

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// What sort of event it is, as its `type` says.
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum EventType {
            $($(#[$doc])* $variant,)*
            /// A type of another name.
            Other(String),
            /// No type: a string, a list, or an object without one.
            Untyped,
        }

        impl EventType {
            /// The type of that name.
            #[must_use]
            pub fn named(name: &str) -> Self {
                match name {
                    $($name => Self::$variant,)*
                    other => Self::Other(other.to_owned()),
                }
            }

            /// Its name in a log; `untyped` for none.
            #[must_use]
            pub fn name(&self) -> &str {
                match self {
                    $(Self::$variant => $name,)*
                    Self::Other(name) => name,
                    Self::Untyped => "untyped",
                }
            }
        }
    };
}

kinds! {
    /// What the agent was told to be.
    SystemPrompt = "system_prompt",
    /// An interaction begins or ends.
    Interaction = "interaction",
    /// The model is called, or has answered.
    Completion = "completion",
    /// A whole message.
    Message = "message",
    /// A message of the system, with a severity.
    SystemMessage = "system_message",
    /// A piece of an answer.
    TextDelta = "text_delta",
    /// A piece of a thought.
    ThoughtDelta = "thought_delta",
    /// A whole thought, after its pieces.
    CompleteThought = "complete_thought",
    /// A piece of speech.
    AudioDelta = "audio_delta",
    /// The whole conversation as it is sent to the model.
    History = "history",
    /// What was added to that.
    HistoryDelta = "history_delta",
    /// An image or the like is shown.
    RenderMedia = "render_media",
    /// Tools are called, or have answered.
    ToolCall = "tool_call",
    /// The model is choosing tools.
    ToolSelectDelta = "tool_select_delta",
    /// An agent is given work of its own.
    SubsessionStarted = "subsession_started",
    /// It is done with it.
    SubsessionEnded = "subsession_ended",
    /// What a user asks, in old logs.
    UserRequest = "user_request",
}

impl EventType {
    /// True for what a user says, whatever vendor's form it is in: `anthropic_user_message`, `user_request`.
    #[must_use]
    pub fn is_user_message(&self) -> bool {
        match self {
            Self::UserRequest => true,
            Self::Other(name) => name.ends_with("user_message"),
            _ => false,
        }
    }

    /// True for a piece of something, of which there are many in a row, and of which nothing matters besides.
    #[must_use]
    pub(super) fn is_piece(&self) -> bool {
        matches!(self, Self::TextDelta | Self::ThoughtDelta | Self::AudioDelta | Self::ToolSelectDelta)
    }
}

impl fmt::Display for EventType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
