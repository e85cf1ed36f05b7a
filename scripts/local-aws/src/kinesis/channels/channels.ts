import { paceOf } from '../../clock.js';
import type { Write } from '../../storage/storage.js';
import { Agenda } from '../agenda.js';
import type { Caller } from '../kinesis-api.js';
import { type Channel, channelLabel, channelNotFound, isDelivering } from '../model/channel.js';
import { openShards, type Stream } from '../model/stream.js';
import { ChannelDelivery, type ChannelDeliveryOptions } from './channel-delivery.js';
import { bucketOf } from './pack.js';
import { forgetPositions, positionRow, readPositions } from './position.js';

export interface ChannelsOptions extends ChannelDeliveryOptions {
  /** Milliseconds that a channel stays CREATING, UPDATING or DELETING. */
  readonly transitionMs: number;
}

const collection = 'channels';

/** All channels, in memory and on disk, their changes of state, and those that deliver. */
export class Channels {
  readonly #options: ChannelsOptions;
  readonly #agenda: Agenda;
  readonly #channels = new Map<string, Channel>();
  readonly #deliveries = new Map<string, ChannelDelivery>();

  private constructor(options: ChannelsOptions) {
    this.#options = options;
    this.#agenda = new Agenda(options.logger);
  }

  /** Reads the channels of the last process, and takes up what it left unfinished and undelivered. */
  static async open(options: ChannelsOptions): Promise<Channels> {
    const channels = new Channels(options);
    for await (const [, channel] of options.storage.entries<Channel>(collection)) {
      channels.#channels.set(channel.id, channel);
      channels.#schedule(channel);
    }
    for (const channel of channels.#channels.values())
      if (channel.status === 'ACTIVE' || channel.status === 'UPDATING')
        channels.#start(channel, await readPositions(options.storage, channel));
    return channels;
  }

  /** The caller's channels, by name. */
  list({ accountId, region }: Caller): Channel[] {
    return [...this.#channels.values()]
      .filter((channel) => channel.accountId === accountId && channel.region === region)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The channels that read the stream, by name. */
  of(stream: Stream): Channel[] {
    return this.list(stream).filter(({ source }) => source.streamId === stream.id);
  }

  /** The channel that an ARN names. @throws AwsError `ResourceNotFoundException` */
  get(arn: string, caller: Pick<Caller, 'region'>): Channel {
    const [, , , region = '', accountId = '', resource = ''] = arn.split(':');
    const channel = this.#channels.get(resource.slice('channel/'.length));
    if (channel?.accountId === accountId && channel.region === region && region === caller.region)
      return channel;
    throw channelNotFound(arn, { accountId });
  }

  /** Starts CREATING, UPDATING or DELETING, which completes by itself after the transition time. */
  async begin(channel: Channel, status: 'CREATING' | 'UPDATING' | 'DELETING'): Promise<Channel> {
    const dueAtMs = paceOf(this.#options.clock).now() + this.#options.transitionMs;
    const changed: Channel = { ...channel, status, dueAtMs };
    this.#schedule(changed);
    await this.save(changed);
    if (status === 'DELETING') await this.#stop(channel);
    return changed;
  }

  /** Makes `channel` its current state, and writes `along` with it. Visible at once, on disk when the promise resolves. */
  async save(channel: Channel, along: readonly Write[] = []): Promise<void> {
    this.#channels.set(channel.id, channel);
    await this.#options.storage.write([{ collection, key: channel.id, value: channel }, ...along]);
  }

  /** Stops clockwork and deliveries; what is under way goes on at the next start. */
  async close(): Promise<void> {
    await this.#agenda.close();
    await Promise.all([...this.#channels.values()].map((channel) => this.#stop(channel)));
  }

  #schedule(channel: Channel): void {
    if (channel.dueAtMs === undefined) return;
    const name = `the transition of ${channelLabel(channel)}`;
    const pace = paceOf(this.#options.clock);
    this.#agenda.add(pace, channel.id, channel.dueAtMs, name, () => this.#complete(channel.id));
  }

  async #complete(id: string): Promise<void> {
    const channel = this.#channels.get(id);
    if (channel?.status === 'CREATING') await this.#activate(channel);
    if (channel?.status === 'UPDATING') {
      await this.save(settled({ ...channel, status: 'ACTIVE' }));
      this.#deliveries.get(id)?.configure(channel);
    }
    if (channel?.status === 'DELETING') await this.#remove(channel);
  }

  /**
   * From here on what is put is delivered, and nothing from before. On AWS too, a channel whose destination is not
   * there becomes FAILED, and stays so (docs.aws.amazon.com/streams/latest/dev/data-delivery-troubleshooting.html).
   */
  async #activate({ id, destination }: Channel): Promise<void> {
    const failure = await this.#missingBucket(destination);
    // It may have been tagged or deleted meanwhile.
    const channel = this.#channels.get(id);
    if (channel?.status !== 'CREATING') return;
    const stream = this.#streamOf(channel);
    if (failure !== undefined || !stream) {
      const reason = failure ?? `The stream ${channel.source.streamName} is gone.`;
      return this.save(settled({ ...channel, status: 'FAILED', failure: reason }));
    }
    const { records } = this.#options;
    const positions = new Map(
      openShards(stream).map((shard) => [shard.index, records.positionOfNext(stream, shard)]),
    );
    const rows = [...positions].map(([index, position]) => positionRow(channel, index, position));
    await this.save(settled({ ...channel, status: 'ACTIVE' }), rows);
    const active = this.#channels.get(id);
    if (active && isDelivering(active)) this.#start(active, positions);
  }

  async #missingBucket({
    StorageConfiguration,
    DeadLetterQueueS3Configuration,
  }: Channel['destination']): Promise<string | undefined> {
    for (const [kind, arn] of [
      ['destination', StorageConfiguration?.BucketARN],
      ['dead-letter queue', DeadLetterQueueS3Configuration?.BucketARN],
    ] as const) {
      const bucket = bucketOf(arn);
      if (!(await this.#options.objects.bucketExists(bucket)))
        return `The ${kind} bucket ${bucket} does not exist.`;
    }
    return undefined;
  }

  #streamOf({ source, accountId, region }: Channel): Stream | undefined {
    const { streamId: id, streamName: name } = source;
    return this.#options.streams.current({ id, name, accountId, region });
  }

  #start(channel: Channel, positions: ReadonlyMap<number, string>): void {
    const delivery = new ChannelDelivery(this.#options, channel, positions);
    this.#deliveries.set(channel.id, delivery);
    delivery.run();
  }

  async #stop({ id }: Channel): Promise<void> {
    const delivery = this.#deliveries.get(id);
    this.#deliveries.delete(id);
    await delivery?.stop();
  }

  async #remove(channel: Channel): Promise<void> {
    // The positions first: a process that dies in between still knows the channel, and deletes on at the next start.
    await forgetPositions(this.#options.storage, channel);
    this.#channels.delete(channel.id);
    await this.#options.storage.write([{ collection, key: channel.id, delete: true }]);
  }
}

/** Without the time at which its status would complete. */
function settled({ dueAtMs: _, ...channel }: Channel): Channel {
  return channel;
}
