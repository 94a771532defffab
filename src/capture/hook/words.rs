//! The words of an answer: what the hook was told, and what the transcript has of it.

use super::event::Answered;
use super::metadata::Metadata;
use crate::capture::transcript::Account;

/// The words, with what the transcript tells of them put into the metadata. `None` if nobody knows the words.
///
/// The transcript lags behind the hook at times. It is believed if it ends with the words that the hook was told or, for
/// clients that tell none, with the model's own word that it has ended. What a lagging one lacks would make every sum wrong.
pub(super) fn of(answered: &Answered, account: Option<&Account>, metadata: &mut Metadata) -> Option<String> {
    let settled = account.filter(|account| is_settled(answered, account));
    if let Some(account) = settled {
        metadata.fill_from(account);
        metadata.error = metadata.error.take().or_else(|| account.api_error.clone());
    } else if let Some(account) = account {
        metadata.model = metadata.model.take().or_else(|| account.model.clone());
        metadata.version.clone_from(&account.version);
    }
    match (&answered.text, settled) {
        // These are the client's words, in the place of an answer.
        (Some(text), _) if answered.error.is_some() => Some(text.clone()),
        (Some(_), Some(account)) => Some(account.answer()),
        (Some(text), None) => Some(text.clone()),
        (None, Some(account)) => Some(account.api_error.clone().unwrap_or_else(|| account.answer())),
        (None, None) => {
            let said = account.filter(|account| !account.blocks.is_empty()).map(Account::answer);
            said.or_else(|| answered.error.as_ref().map(|_| String::new()))
        }
    }
}

fn is_settled(answered: &Answered, account: &Account) -> bool {
    match &answered.text {
        _ if answered.error.is_some() => true,
        Some(last) => account.ends_with(last),
        None => account.ended || account.api_error.is_some(),
    }
}
