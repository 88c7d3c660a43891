using Unseen.Samples.WebApi;

await WebApi.Create(args).RunAsync();
