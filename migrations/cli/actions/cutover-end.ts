import { end } from "../../../cutover/steps/end";
import { type ExitCode } from "../exit-code";
import type { CutoverStepOptions } from "../options/cutover-options";
import type { ProcessContext } from "../process-context";
import { removeEpochs } from "../wiring/remove-epochs";
import { takeStep } from "./cutover-step";

/** `dynamodb-migrate cutover end`: removes `_e` from the items of an entity, and the entity from the control. */
export function cutoverEnd(
  file: string,
  options: CutoverStepOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  const danger = (): string => "Its control and its history are removed, and the attribute _e of its items";
  return takeStep(
    file,
    {
      danger,
      take: async (settings) => {
        const others = [...(await settings.control.read()).keys()].filter((name) => name !== settings.entity);
        return end(settings, () => removeEpochs(file, settings.entity, others, options, context));
      },
    },
    options,
    context,
  );
}
