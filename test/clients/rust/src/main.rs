//! Cases of the AWS SDK for Rust on local-aws, told as TAP. Endpoint, region and keys come from the environment.

mod kinesis;

use std::{env, error::Error, fs, future::Future, process::ExitCode, time::Duration};

use aws_sdk_kinesis::Client;
use aws_smithy_http_client::{
    tls::{rustls_provider::CryptoMode, Provider, TlsContext, TrustStore},
    Builder,
};

pub type Outcome = Result<(), Box<dyn Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let client = connect().await;
    let told = [
        tell(
            "puts records one by one and in a batch, and reads them from two shards",
            kinesis::put_and_read(&client),
        )
        .await,
        tell(
            "reads a shard to its end after a split, and is told of the children",
            kinesis::read_across_split(&client),
        )
        .await,
        tell(
            "subscribes to a shard and is sent a record put afterwards",
            kinesis::subscribe(&client),
        )
        .await,
        tell(
            "tells AWS's errors apart by their types",
            kinesis::tell_errors(&client),
        )
        .await,
    ];
    if told.iter().all(|passed| *passed) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// This SDK, unlike the others, does not read `AWS_CA_BUNDLE`: a program hands it the certificate.
async fn connect() -> Client {
    let mut trust = TrustStore::empty();
    if let Ok(bundle) = env::var("AWS_CA_BUNDLE") {
        trust = trust.with_pem_certificate(fs::read(bundle).expect("AWS_CA_BUNDLE names a file"));
    }
    let context = TlsContext::builder()
        .with_trust_store(trust)
        .build()
        .expect("a TLS context");
    let http = Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .tls_context(context)
        .build_https();
    Client::new(&aws_config::from_env().http_client(http).load().await)
}

async fn tell(title: &str, case: impl Future<Output = Outcome>) -> bool {
    let outcome = match tokio::time::timeout(Duration::from_secs(60), case).await {
        Ok(outcome) => outcome,
        Err(_) => Err("not within a minute".into()),
    };
    match outcome {
        Ok(()) => println!("ok {title}"),
        Err(ref error) => println!(
            "not ok {title}\n# {}",
            format!("{error:?}").replace('\n', "\n# ")
        ),
    }
    outcome.is_ok()
}
