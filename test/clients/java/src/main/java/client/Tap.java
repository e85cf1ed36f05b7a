package client;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Tells what came of each case as TAP. */
final class Tap {
  interface Case {
    void run() throws Exception;
  }

  private volatile boolean failed = false;

  void tell(String title, Case body) {
    try {
      body.run();
      System.out.println("ok " + title);
    } catch (Throwable thrown) {
      failed = true;
      StringWriter trace = new StringWriter();
      thrown.printStackTrace(new PrintWriter(trace));
      System.out.println("not ok " + title + "\n# " + trace.toString().strip().replace("\n", "\n# "));
    }
  }

  /** Ends the process, whatever threads a client has left. */
  void end() {
    System.out.flush();
    System.exit(failed ? 1 : 0);
  }

  static void check(boolean holds, Object found) {
    if (!holds) throw new AssertionError(found);
  }

  interface Condition {
    boolean holds() throws Exception;
  }

  static void until(String what, Condition condition) throws Exception {
    long end = System.nanoTime() + 90_000_000_000L;
    while (!condition.holds()) {
      if (System.nanoTime() > end) throw new AssertionError(what + ": not within 90 s");
      Thread.sleep(50);
    }
  }
}
