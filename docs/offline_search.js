// A worker in a hidden frame, for pages that are opened from a folder: browsers start no others there.
if (location.protocol === "file:") {
  window.Worker = window.IFrameWorker = class extends EventTarget {
    constructor(address) {
      super();
      this.waiting = [];
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      this.frame.take = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
      const script = new URL(address, document.baseURI);
      this.frame.srcdoc =
        "<script>self.postMessage = (data) => frameElement.take(data)<\/script>" + `<script src="${script}"><\/script>`;
      this.frame.addEventListener("load", () => this.begin());
      document.documentElement.append(this.frame);
    }

    begin() {
      const waiting = this.waiting;
      this.waiting = null;
      waiting?.forEach((data) => this.postMessage(data));
    }

    postMessage(data) {
      if (this.waiting) this.waiting.push(data);
      else this.frame.contentWindow.dispatchEvent(new MessageEvent("message", { data }));
    }

    terminate() {
      this.frame.remove();
    }
  };
}
