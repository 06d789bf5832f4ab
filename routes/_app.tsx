import { Document } from "../components/ui/Document.tsx";
import { define } from "../http/define.ts";

export default define.page(({ Component }) => (
  <Document>
    <Component />
  </Document>
));
