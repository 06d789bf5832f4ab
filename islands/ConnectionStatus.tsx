import { useEffect, useState } from "preact/hooks";
import { isWaiting } from "../client/outgoing/outgoing_item.ts";
import type { ConnectionState } from "../client/types.ts";
import { useChat } from "../client/view/use_chat.ts";
import { ConnectionLine } from "../components/room/ConnectionLine.tsx";
import { unlessCached } from "../components/ui/cached_markup.ts";
import "../bundles/shared_chunk.ts";

/** A drop shorter than this, in milliseconds, is not worth a word. */
const PATIENCE_MS = 1_000;
/** The same for somebody whose message waits. */
const SHORT_PATIENCE_MS = 300;
const PROMISE = "your messages will be sent";

export default unlessCached(ConnectionStatus);

/** Says when there is no connection and what comes of it. Empty, but always there, so that a screen reader
 *  hears what is put into it. */
function ConnectionStatus() {
  const chat = useChat();
  const connection = chat?.connection.value ?? { status: "connecting" as const };
  const seconds = useSecondsUntil(connection.status === "waiting" ? connection.retryAt : null);
  const isOffline = useOffline();
  const isAwaited = chat?.room.value.pending.value.some(isWaiting) ?? false;
  const patienceMs = isAwaited || isOffline ? SHORT_PATIENCE_MS : PATIENCE_MS;
  const isUp = connection.status === "online";
  // What is over for good is said at once.
  const isDown = useLasting(!isUp, connection.status === "ended" ? 0 : patienceMs);

  return (
    <div class="connection beside-scrollbar" role="status">
      {chat && isDown &&
        describe(connection, { isOffline, seconds, tryNow: () => chat.reconnectNow() })}
    </div>
  );
}

function describe(connection: ConnectionState, { isOffline, seconds, tryNow }: {
  /** The browser has no network. */
  isOffline: boolean;
  seconds: number | null;
  tryNow: () => void;
}) {
  const { status } = connection;
  if (isOffline && (status === "connecting" || status === "waiting")) {
    return (
      <ConnectionLine
        text="You are offline"
        seconds={null}
        promise={`${PROMISE} when you are back`}
        action={null}
      />
    );
  }
  switch (status) {
    case "online":
      return null;
    case "connecting":
      return <ConnectionLine text="Connecting" seconds={null} promise={PROMISE} action={null} />;
    case "waiting":
      return (
        <ConnectionLine
          text="Reconnecting"
          seconds={seconds}
          promise={PROMISE}
          action={{ label: "Try now", onClick: tryNow }}
        />
      );
    case "ended":
      // A ban is told where one would write.
      return connection.ban ? null : (
        <ConnectionLine
          text={connection.reason}
          seconds={null}
          promise={null}
          action={{ label: "Reload", onClick: () => location.reload() }}
        />
      );
  }
}

/** Whether the browser says that it has no network. */
function useOffline(): boolean {
  const [isOffline, setOffline] = useState(false);
  useEffect(() => {
    const look = () => setOffline(!navigator.onLine);
    look();
    addEventListener("online", look);
    addEventListener("offline", look);
    return () => {
      removeEventListener("online", look);
      removeEventListener("offline", look);
    };
  }, []);
  return isOffline;
}

/** Whether something has been so for a while. */
function useLasting(isSo: boolean, whileMs: number): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!isSo) return setLasting(false);
    const timer = setTimeout(() => setLasting(true), whileMs);
    return () => clearTimeout(timer);
  }, [isSo, whileMs]);
  return lasting && isSo;
}

/** Whole seconds until a moment, counting down; null when there is none or it has passed. */
function useSecondsUntil(at: number | null): number | null {
  const [now, setNow] = useState(0);
  useEffect(() => {
    if (at === null) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, [at]);
  return at === null || now === 0 || at <= now ? null : Math.ceil((at - now) / 1000);
}
