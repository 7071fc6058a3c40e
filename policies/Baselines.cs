using PolicyKit;

[assembly: AcceptBaseline<DockerBaseline_2026_11>(Because = "local and CI hosts are ours; the deviations are of the engine as such", Owner = "platform", Until = "2027-06-30")]
[assembly: AcceptBaseline<E2BBaseline_2026_11>(Because = "the hosted service works this way for every sandbox", Owner = "platform", Until = "2027-06-30")]
[assembly: AcceptBaseline<DaytonaBaseline_2026_11>(Because = "the hosted service works this way for every sandbox", Owner = "platform", Until = "2027-06-30")]
[assembly: AcceptBaseline<ModalBaseline_2026_11>(Because = "the hosted service works this way for every sandbox", Owner = "platform", Until = "2027-06-30")]
[assembly: AcceptBaseline<CloudflareBaseline_2026_11>(
    Because = "the Worker judges every request by its host; what names resolve to is looked after by the hosts' owners", Owner = "platform", Until = "2027-06-30")]
[assembly: AcceptBaseline<ReplitBaseline_2026_11>(Because = "the hosted service works this way for every workspace; only throw-away apps go there", Owner = "platform", Until = "2027-06-30")]
[assembly: AcceptBaseline<ExeDevBaseline_2026_11>(Because = "the hosted service works this way for every machine; only throw-away apps go there", Owner = "platform", Until = "2027-06-30")]
