import type { Metric, MetricValueWithName, Registry } from "prom-client";
import type { Hub } from "../../hub/hub.ts";
import type { Load } from "../../hub/load.ts";
import type { Durations, Meter } from "../../hub/meter.ts";

/** A number that is read when somebody asks. */
type Gauge = [name: string, help: string, value: (load: Load) => number];

/** What the server counts, in the form that Prometheus reads. Nothing is done until somebody asks: the hub counts in plain
 *  fields, and the package that knows the form is loaded with the first question. */
export class Metrics {
  readonly #hub: Hub;
  #registry: Promise<Registry> | null = null;
  #load: Load;

  constructor(hub: Hub) {
    this.#hub = hub;
    this.#load = hub.load;
  }

  async render(): Promise<{ text: string; contentType: string }> {
    const registry = await this.load();
    this.#load = this.#hub.load;
    return { text: await registry.metrics(), contentType: registry.contentType };
  }

  /** Loads what the first question needs. */
  load(): Promise<Registry> {
    this.#registry ??= this.#open().catch((error) => {
      this.#registry = null;
      throw error;
    });
    return this.#registry;
  }

  async #open(): Promise<Registry> {
    const { Counter, Gauge, Registry } = (await import("prom-client")).default;
    const registry = new Registry();
    const registers = [registry];
    const { meter } = this.#hub;
    for (const [name, help, value] of gauges(this.#hub)) {
      const collect = () => gauge.set(value(this.#load));
      const gauge: InstanceType<typeof Gauge> = new Gauge({ name, help, registers, collect });
    }
    for (const [name, help, value] of counters(meter)) {
      const collect = () => {
        counter.reset();
        counter.inc(value());
      };
      const counter: InstanceType<typeof Counter> = new Counter({ name, help, registers, collect });
    }
    for (const [name, help, durations] of histograms(meter)) {
      // All that a registry asks of a metric. Its own histogram would be told of each duration as it comes.
      const get = () => ({ name, help, type: "histogram", values: valuesOf(name, durations) });
      registry.registerMetric({ name, get } as unknown as Metric);
    }
    return registry;
  }
}

function gauges(hub: Hub): Gauge[] {
  const { places, limits, rooms, meter } = hub;
  const memory = () => Deno.memoryUsage();
  return [
    ["confab_connections", "Open sockets.", (load) => load.connections],
    ["confab_people", "People with a socket here.", (load) => load.people],
    [
      "confab_places",
      "Sockets that take up a place, also those on their way in or out.",
      () => places.taken,
    ],
    ["confab_places_limit", "Places there are.", () => limits.connections],
    ["confab_public_rooms", "Public rooms.", () => rooms.publicCount],
    ["confab_unanswered_changes", "Changes that wait for their answer.", (load) => load.unanswered],
    ["confab_unwritten_characters", "What waits for sockets to take it.", (load) => load.unwritten],
    [
      "confab_lagging_connections",
      "Sockets that miss events until they have drained.",
      (load) => load.lagging,
    ],
    [
      "confab_requests_waiting",
      "Requests that wait for their turn.",
      (load) => load.requestsWaiting,
    ],
    ["confab_arrivals_waiting", "Sockets that wait to come in.", (load) => load.arrivalsWaiting],
    [
      "confab_appends_waiting",
      "Appends that the store has not answered.",
      () => meter.appendsUnderWay,
    ],
    [
      "confab_servers",
      "Servers on this database that are heard of, this one too.",
      () => hub.hubCount,
    ],
    [
      "confab_broker_connected",
      "Whether this server hears the others, and they it.",
      () => Number(hub.brokerHealth.isConnected),
    ],
    [
      "confab_broker_lag_seconds",
      "What this server's own word takes to come back.",
      () => hub.brokerHealth.lagMs / 1_000,
    ],
    ["confab_memory_bytes", "Resident memory.", () => memory().rss],
    ["confab_heap_bytes", "JavaScript's heap in use.", () => memory().heapUsed],
  ];
}

function counters(meter: Meter): [name: string, help: string, value: () => number][] {
  return [
    [
      "confab_deliveries_total",
      "Events handed to sockets: one to ten counts ten.",
      () => meter.deliveries,
    ],
    [
      "confab_append_failures_total",
      "Appends that the store refused or could not do.",
      () => meter.appendsFailed,
    ],
  ];
}

function histograms(meter: Meter): [name: string, help: string, durations: Durations][] {
  return [
    ["confab_change_seconds", "From a change's arrival to its answer.", meter.changes],
    ["confab_append_seconds", "From handing changes to the store to its answer.", meter.appends],
  ];
}

/** What prom-client's own histogram would give, in seconds, of what was counted already. */
function valuesOf(
  name: string,
  { boundsMs, counts, sumMs }: Durations,
): MetricValueWithName<"le">[] {
  let count = 0;
  const buckets = counts.map((more, i) => {
    count += more;
    const le = i < boundsMs.length ? boundsMs[i]! / 1_000 : "+Inf";
    return { metricName: `${name}_bucket`, labels: { le }, value: count };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels: {}, value: sumMs / 1_000 },
    { metricName: `${name}_count`, labels: {}, value: count },
  ];
}
