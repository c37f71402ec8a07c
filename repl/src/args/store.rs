//! How S3 and other stores are reached.

use std::num::NonZeroUsize;

use clap::{Args, ValueEnum};
use taffrail::{Payer, Signing, StoreOptions};

const ENDPOINT_URL: &str = "The URL of a service that speaks S3 instead of AWS \
    [default: $AWS_ENDPOINT_URL_S3, $AWS_ENDPOINT_URL]";

/// Options that say how stores are reached; named as those of the AWS command line.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "S3")]
pub(crate) struct StoreArgs {
    /// The profile in the shared files of AWS
    #[arg(
        long,
        value_name = "NAME",
        help = "The profile in ~/.aws/config [default: $AWS_PROFILE]"
    )]
    pub(crate) profile: Option<String>,
    /// The region of the buckets [default: where each lies]
    #[arg(long, value_name = "REGION")]
    pub(crate) region: Option<String>,
    /// The URL of a service that speaks S3 instead of AWS
    #[arg(long, value_name = "URL", help = ENDPOINT_URL)]
    pub(crate) endpoint_url: Option<String>,
    /// Sign no requests: reads public buckets without credentials
    #[arg(long)]
    pub(crate) no_sign_request: bool,
    /// Pay for the requests, where the owner of a bucket does not
    #[arg(long, value_name = "WHO")]
    pub(crate) request_payer: Option<RequestPayer>,
    /// How many requests are under way at a time [default: 64]
    #[arg(long, value_name = "N")]
    pub(crate) in_flight: Option<NonZeroUsize>,
}

/// Who pays.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum RequestPayer {
    /// Who asks.
    Requester,
}

impl StoreArgs {
    /// What the options say.
    pub(crate) fn options(&self) -> StoreOptions {
        let mut options = StoreOptions::default();
        if let Some(profile) = &self.profile {
            options = options.profile(profile);
        }
        if let Some(region) = &self.region {
            options = options.region(region);
        }
        if let Some(url) = &self.endpoint_url {
            options = options.endpoint_url(url);
        }
        if self.no_sign_request {
            options = options.signing(Signing::Unsigned);
        }
        if let Some(RequestPayer::Requester) = self.request_payer {
            options = options.payer(Payer::Requester);
        }
        match self.in_flight {
            Some(requests) => options.in_flight(requests),
            None => options,
        }
    }
}
