using Unseen.Samples.Photographs;

if (args is not [var project, var photographs])
{
    Console.Error.WriteLine("usage: photographs PROJECT PHOTOGRAPHS");
    return 2;
}

await using var service = PhotographSample.Run(project, photographs, Path.Combine(project, "run"), Console.Out);
await service.RunAsync();
return 0;
