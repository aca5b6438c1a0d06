import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import { uuid } from './read-messages.js';

/** A cluster of one, which leads it: enough for clients that discover where to connect. */
export function clusterOfOne(instanceId: string, { hostname, port }: URL): gossip.ClusterInfo {
  const member = new gossip.MemberInfo()
    .setInstanceId(uuid(instanceId, true))
    .setTimeStamp(String(BigInt(Date.now()) * 10_000n))
    .setState(gossip.MemberInfo.VNodeState.LEADER)
    .setIsAlive(true)
    .setHttpEndPoint(new gossip.EndPoint().setAddress(hostname).setPort(Number(port)));
  return new gossip.ClusterInfo().setMembersList([member]);
}
