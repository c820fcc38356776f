import { Client, Connection } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import type { Config } from './config';
import { createPayloadCodec } from './payload-codec';

type ConnectionConfig = Pick<Config, 'TEMPORAL_ADDRESS' | 'TEMPORAL_TLS' | 'TEMPORAL_API_KEY'>;

/** How client and worker reach the Temporal server. */
export function connectionOptions({ TEMPORAL_ADDRESS, TEMPORAL_TLS, TEMPORAL_API_KEY }: ConnectionConfig) {
  return {
    address: TEMPORAL_ADDRESS,
    ...(TEMPORAL_API_KEY === undefined ? {} : { apiKey: TEMPORAL_API_KEY }),
    ...(TEMPORAL_TLS || TEMPORAL_API_KEY !== undefined ? { tls: true } : {}),
  };
}

/** Encrypts payloads where keys are given. Whoever talks to one namespace must do it alike. */
export function dataConverter({ PAYLOAD_KEY }: Pick<Config, 'PAYLOAD_KEY'>): DataConverter {
  return PAYLOAD_KEY === undefined ? {} : { payloadCodecs: [createPayloadCodec(PAYLOAD_KEY)] };
}

/**
 * A client over one connection. It is lazy: the server need not be there yet, and each call finds out for itself.
 * `client.connection.close()` ends it.
 */
export function createTemporalClient(
  config: ConnectionConfig & Pick<Config, 'TEMPORAL_NAMESPACE' | 'PAYLOAD_KEY'>,
): Client {
  return new Client({
    connection: Connection.lazy(connectionOptions(config)),
    namespace: config.TEMPORAL_NAMESPACE,
    dataConverter: dataConverter(config),
  });
}
