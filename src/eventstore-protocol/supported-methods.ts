import serverFeatures from '@eventstore/db-client/generated/serverfeatures_pb.js';

/** The version of the real server whose behaviour this follows; clients choose how to talk by it. */
const SERVER_VERSION = '24.10.0';

const STREAMS = 'event_store.client.streams.Streams';
const METHODS: readonly [service: string, method: string, features?: string[]][] = [
  [STREAMS, 'read', ['position', 'events']],
  [STREAMS, 'append'],
  [STREAMS, 'batchappend'],
  [STREAMS, 'delete'],
  [STREAMS, 'tombstone'],
  ['event_store.client.gossip.Gossip', 'read'],
  ['event_store.client.server_features.ServerFeatures', 'getsupportedmethods'],
];

export function supportedMethods(): serverFeatures.SupportedMethods {
  return new serverFeatures.SupportedMethods()
    .setEventStoreServerVersion(SERVER_VERSION)
    .setMethodsList(
      METHODS.map(([service, method, features = []]) =>
        new serverFeatures.SupportedMethod()
          .setServiceName(service)
          .setMethodName(method)
          .setFeaturesList(features),
      ),
    );
}
