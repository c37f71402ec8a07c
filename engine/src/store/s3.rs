//! Buckets.

use std::sync::Arc;

use aws_config::{BehaviorVersion, SdkConfig};
use aws_credential_types::Credentials;
use aws_smithy_http_client::tls;
use object_store::aws::{AmazonS3Builder, resolve_bucket_region};

use super::credentials::Chain;
use super::requests::CountingConnector;
use super::{AccessKey, Fault, OpenedStore, Payer, Signing, StoreOptions};

/// The region that is asked when nothing tells another.
const REGION: &str = "us-east-1";

/// Opens a bucket.
pub(super) async fn open(
    bucket: &str,
    options: &StoreOptions,
    surroundings: &Surroundings,
) -> Result<OpenedStore, Fault> {
    let found = &surroundings.found;
    let endpoint = options
        .endpoint_url
        .as_ref()
        .map(|endpoint| endpoint.0.clone());
    let endpoint = endpoint.or_else(|| self::endpoint(found));
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(bucket)
        .with_client_options(options.client())
        .with_retry(options.retry())
        .with_http_connector(CountingConnector)
        .with_request_payer(options.payer == Payer::Requester);
    let named = options.region.clone();
    let named = named.or_else(|| Some(found.region()?.as_ref().to_owned()));
    let region = match &endpoint {
        // A bucket is read where it lies, wherever the profile works otherwise. It tells this also
        // to those that may not read it.
        None if options.region.is_none() => resolve_bucket_region(bucket, &options.client())
            .await
            .ok()
            .or(named),
        _ => named,
    };
    builder = builder.with_region(region.as_deref().unwrap_or(REGION));
    if let Some(endpoint) = endpoint {
        builder = builder.with_endpoint(endpoint.trim_end_matches('/'));
    }
    builder = match options.signing {
        Signing::Unsigned => builder.with_skip_signature(true),
        Signing::Signed => builder.with_credentials(Arc::clone(&surroundings.chain) as _),
    };
    let store = Arc::new(builder.build()?);
    Ok(OpenedStore {
        objects: Arc::clone(&store) as _,
        keys: Some(store),
    })
}

/// What the environment and the shared files say, and the credentials that they lead to.
pub(super) struct Surroundings {
    found: SdkConfig,
    chain: Arc<Chain>,
}

impl Surroundings {
    /// Looks around.
    pub(super) async fn find(options: &StoreOptions) -> Self {
        let found = surroundings(options).await;
        let chain = Arc::new(Chain::new(&found));
        Self { found, chain }
    }
}

async fn surroundings(options: &StoreOptions) -> SdkConfig {
    let client = aws_smithy_http_client::Builder::new()
        .tls_provider(tls::Provider::Rustls(
            tls::rustls_provider::CryptoMode::Ring,
        ))
        .build_https();
    let mut loader = aws_config::defaults(BehaviorVersion::latest()).http_client(client);
    if let Some(profile) = &options.profile {
        loader = loader.profile_name(profile);
    }
    if let Some(region) = &options.region {
        loader = loader.region(aws_config::Region::new(region.clone()));
    }
    if options.signing == Signing::Unsigned {
        loader = loader.no_credentials();
    } else if let Some(AccessKey { id, secret }) = &options.key {
        let key = Credentials::new(id, secret, None, None, "options");
        loader = loader.credentials_provider(key);
    }
    loader.load().await
}

/// The endpoint that the environment or the profile names, that of S3 before that of all services
/// (AWS SDKs and Tools Reference Guide, "Service-specific endpoints").
fn endpoint(found: &SdkConfig) -> Option<String> {
    let ignored = std::env::var("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS");
    if ignored.is_ok_and(|it| it.eq_ignore_ascii_case("true")) {
        return None;
    }
    let of_s3 = found.service_config().and_then(|services| {
        let key = aws_types::service_config::ServiceConfigKey::builder()
            .service_id("S3")
            .env("AWS_ENDPOINT_URL")
            .profile("endpoint_url")
            .build()
            .ok()?;
        services.load_config(key)
    });
    of_s3.or_else(|| found.endpoint_url().map(str::to_owned))
}
